"""Answers that need not be exact."""
import signal
import time

from pyspark import RDD, SparkContext

sc = SparkContext("local[2]", "approximations")
numbers = sc.parallelize(range(1000), 10)
print("count", numbers.countApprox(60000))
total, mean = numbers.sumApprox(60000), numbers.meanApprox(60000)
print("sum", total, total.confidence, total.low <= total <= total.high)
print("mean", mean, mean.low <= mean <= mean.high)
distinct = sc.parallelize(range(20000), 4).map(lambda n: n % 5000).countApproxDistinct(0.01)
print("distinct", 4800 < distinct < 5200, sc.parallelize([]).countApproxDistinct())
back = sc._jvm.SerDeUtil.javaToPython(sc.parallelize([{"a": (1, None)}])._to_java_object_rdd())
print("there and back", RDD(back, sc).collect())


def slow(index, rows):
    if index >= 2:
        signal.pause()
    return rows


begun = time.time()
partial = sc.parallelize([1.0] * 100, 4).mapPartitionsWithIndex(slow).sumApprox(3000, 0.9)
print("in time", time.time() - begun < 60, partial.low <= 50 <= partial.high or partial > 0)
sc.cancelAllJobs()
head = sc.parallelize(range(4), 2).toLocalIterator(prefetchPartitions=True)
print("ahead", next(head), list(head))
try:
    list(sc.parallelize(range(4), 2).map(lambda n: 1 // (n - 2)).toLocalIterator(True))
except Exception as error:
    print("error", "ZeroDivisionError" in str(error))
sc.stop()
