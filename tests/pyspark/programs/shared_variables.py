"""Broadcasts and accumulators, and what a failing function says."""
from pyspark import SparkContext
from py4j.protocol import Py4JJavaError

sc = SparkContext("local[2]", "shared_variables")
table = sc.broadcast({"a": 1, "b": list(range(100000))})
total = sc.accumulator(0)


def use(key):
    total.add(len(table.value["b"]))
    return table.value.get("a")


print("broadcast", sc.parallelize(range(10), 2).map(use).collect())
print("accumulator", total.value)


def fail(x):
    raise ValueError("boom %d" % x)


try:
    sc.parallelize([7], 1).map(fail).collect()
except Py4JJavaError as error:
    print("class", error.java_exception.getClass().getName())
    print("traceback", "ValueError: boom 7" in str(error), "wordless" in str(error))
    print(str(error).splitlines()[0])
print("still works", sc.parallelize([1, 2, 3]).sum())
sc.stop()
again = SparkContext("local[2]", "again")
print("again", again.parallelize([1, 2], 1).collect())
again.stop()
