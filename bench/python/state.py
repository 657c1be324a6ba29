"""Counts each of KEYS keys once in each of BATCHES batches: state.py KEYS BATCHES FOLDER"""
import sys
import time

from pyspark import SparkContext
from pyspark.streaming import StreamingContext

keys, batches, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
sc = SparkContext(appName="state")
sc.setLogLevel("ERROR")
ssc = StreamingContext(sc, 1)
ssc.checkpoint(folder)
seen = []


def make(half):
    return [(key, 1) for key in range(half * keys // 2, (half + 1) * keys // 2)]


def show(rdd):
    begin = time.time()
    answer = rdd.map(lambda pair: (1, pair[1])).fold((0, 0), lambda a, b: (a[0] + b[0], a[1] + b[1]))
    seen.append(answer)
    if len(seen) <= batches:
        print("run seconds %.3f answer %d,%d" % (time.time() - begin, *answer), flush=True)


made = sc.parallelize(range(2), 2).flatMap(make)
ssc.queueStream([made] * (10 * batches)).updateStateByKey(lambda new, old: sum(new) + (old or 0), 2).foreachRDD(show)
ssc.start()
while len(seen) < batches:
    time.sleep(0.05)  # It polls: functions of streams that are saved can hold no event.
ssc.stop(stopSparkContext=True, stopGraceFully=False)
