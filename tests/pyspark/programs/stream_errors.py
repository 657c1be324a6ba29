"""What a program sees of functions of its streams that fail, and of streams that are made too late."""
import tempfile
import threading

from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "stream_errors")
sc.setLogLevel("OFF")


def context():
    return StreamingContext(sc, 0.2)


def failure(ssc, start=True):
    try:
        if start:
            ssc.start()
        ssc.awaitTerminationOrTimeout(30)
    except Exception as error:
        return str(error)
    finally:
        ssc.stop(False)


ssc = context()
ssc.queueStream([[1]]).map(lambda x: x // 0).foreachRDD(lambda rdd: rdd.collect())
text = failure(ssc)
print("in a task", "org.apache.spark.SparkException: An exception was raised by Python:\nTraceback" in text,
      "ZeroDivisionError" in text, ".awaitTerminationOrTimeout." in text)

ssc = context()
ssc.queueStream([[1]]).transform(lambda rdd: rdd.missing()).pprint()
print("in a transformation", "AttributeError: 'RDD' object has no attribute 'missing'" in failure(ssc))

ssc = context()
seen, four = [], threading.Event()


def second_fails(rdd):
    seen.append(rdd.collect())
    if len(seen) == 4:
        four.set()
    if len(seen) == 2:
        raise ValueError("the second")


ssc.queueStream([[1], [2], [3], [4]]).foreachRDD(second_fails)
ssc.start()
four.wait(60)
print("others go on", seen[:4], "ValueError: the second" in failure(ssc, start=False))

ssc = context()
ssc.queueStream([[("a", 1)]]).updateStateByKey(lambda new, old: 1).pprint()
print("no folder", "The checkpoint directory has not been set" in failure(ssc))

ssc = context()
ssc.checkpoint(tempfile.mkdtemp())
lock = threading.Lock()
ssc.textFileStream(tempfile.mkdtemp()).foreachRDD(lambda rdd: lock.acquire())
text = failure(ssc)
print("not to be pickled", ".start." in text, "cannot pickle '_thread.lock' object" in text)

ssc = context()
print("no output", "java.lang.IllegalArgumentException: requirement failed: No output operations registered" in failure(ssc))

ssc = context()
stream = ssc.queueStream([[1]])
stream.foreachRDD(lambda rdd: None)
ssc.start()
try:
    stream.map(str).pprint()
except Exception as error:
    print("too late", "Adding new inputs, transformations, and output operations after starting a context is not supported" in str(error))
sc.stop()
ssc.stop()
ssc.awaitTermination()
print("stopped")
