"""Sums over all runs of lines in files, begun or gone on from what is in a checkpoint folder; written where they are looked for."""
import os
import sys

from pyspark import SparkContext
from pyspark.streaming import StreamingContext

inbox, checkpoint, results = sys.argv[1:]


def write(name):
    def write_rows(rdd):
        path = os.path.join(results, name)
        with open(path + ".new", "w") as out:
            out.write(repr(sorted(rdd.collect())))
        os.rename(path + ".new", path)
    return write_rows


def setup():
    print("made", flush=True)
    sc = SparkContext("local[2]", "recoverable")
    ssc = StreamingContext(sc, 1)
    pairs = ssc.textFileStream(inbox).map(lambda line: (line, 1))
    initial = sc.parallelize([("before", 100)])
    pairs.updateStateByKey(lambda new, old: sum(new) + (old or 0), 2, initial).foreachRDD(write("sums"))
    pairs.reduceByKeyAndWindow(lambda a, b: a + b, lambda a, b: a - b, 600, 1, 2).foreachRDD(write("window"))
    ssc.union(pairs, pairs.mapValues(lambda one: one * 10)).window(600).groupByKey(1).mapValues(sum).foreachRDD(write("union"))
    return ssc


ssc = StreamingContext.getOrCreate(checkpoint, setup)
print(ssc.sparkContext.appName, flush=True)
ssc.start()
print("started", flush=True)
ssc.awaitTermination()
