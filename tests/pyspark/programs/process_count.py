"""How often processes of functions were forked, as FOLDER/sitecustomize.py has written it down: process_count.py FOLDER"""
import os
import sys
import threading

from pyspark import SparkContext
from pyspark.streaming import StreamingContext


def forks():
    with open(os.path.join(sys.argv[1], "forks"), encoding="utf-8") as lines:
        return len(lines.readlines())


sc = SparkContext("local[2]", "process_count")
rdd = sc.parallelize(range(8), 8)
pids = set()
for _ in range(10):
    pids |= set(rdd.map(lambda _: os.getpid()).collect())
print("eighty tasks", 1 <= forks() <= 2, len(pids) <= 2)
for _ in range(10):
    rdd.map(lambda n: (n % 2, n)).reduceByKey(lambda a, b: a + b, 4).collect()
print("with shuffles", forks() <= 2)
ssc = StreamingContext(sc, 0.1)
batches, done = [], threading.Event()


def note(rdd):
    batches.append(rdd.collect())
    if len(batches) == 20:
        done.set()


ssc.queueStream([list(range(n, n + 8)) for n in range(20)]).map(lambda n: (n % 3, 1)).reduceByKey(lambda a, b: a + b, 2).foreachRDD(note)
ssc.start()
done.wait(60)
ssc.stop(stopSparkContext=False, stopGraceFully=False)
print("twenty batches", len(batches) >= 20, forks() <= 2)
try:
    rdd.map(lambda n: 1 // n).collect()
except Exception as error:
    print("one that throws", "ZeroDivisionError" in str(error))
rdd.map(str).collect()
print("and another for it", forks() <= 2 + 8)
sc.stop()
