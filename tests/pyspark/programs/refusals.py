"""What is not there says so, by its name; what is wrong says what."""

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark import SparkContext


def refused(act):
    try:
        act()
        return "done"
    except Py4JJavaError as error:
        return error.java_exception.getClass().getName() + ": " + error.java_exception.getMessage().split(":")[0]
    except Py4JError as error:
        return "Py4JError: " + str(error).splitlines()[-1]


for master in ("an-invalid-master-name", "local[0]", "local[x]"):
    print(refused(lambda: SparkContext(master)))
sc = SparkContext("local[2]", "refusals")
rdd = sc.parallelize(range(4), 2)
print(refused(lambda: sc.sequenceFile("/nowhere")))
print(refused(lambda: rdd.map(lambda n: (n, n)).saveAsSequenceFile("/nowhere")))
print(refused(lambda: rdd.barrier().mapPartitions(lambda rows: rows).collect()))
from pyspark.resource import ExecutorResourceRequests

print(refused(lambda: ExecutorResourceRequests().cores(2)))
print(refused(lambda: sc.setLogLevel("LOUD")))
print(refused(lambda: sc._jsc.noSuchMethod(1, "x")))
print(refused(lambda: sc._jvm.org.apache.spark.api.python.PythonRDD.noSuchMethod()))
print(refused(lambda: rdd._jrdd.coalesce(0, False)))
sc._jsc.hadoopConfiguration().set("fs.s3a.access.key", "a")
print(sc._jsc.hadoopConfiguration().get("fs.s3a.access.key"))
sc.setLogLevel("OFF")
print(sc.version, sc.defaultMinPartitions, sc.getConf().get("spark.app.name"), sc.uiWebUrl, sc.startTime > 0)
kept = rdd.map(lambda n: n)
kept._jrdd
sc.stop()
print(refused(kept._jrdd.rdd().partitions), refused(lambda: sc._gateway.jvm.PythonRDD.collectAndServe(kept._jrdd.rdd())))
