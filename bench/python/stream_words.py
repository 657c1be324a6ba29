"""Counts the words that a socket sends for so many seconds, in batches of one second: stream_words.py HOST PORT SECONDS"""
import sys
import time
from operator import add

from pyspark import SparkContext
from pyspark.streaming import StreamingContext

host, port, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
sc = SparkContext(appName="stream_words")
sc.setLogLevel("ERROR")
ssc = StreamingContext(sc, 1)
words = []


def show(when, rdd):
    counted, keys = rdd.map(lambda pair: (pair[1], 1)).fold((0, 0), lambda a, b: (a[0] + b[0], a[1] + b[1]))
    words.append(counted)
    end = when.timestamp()
    print("batch %d keys %d words %d age_ms %.1f" % (end * 1000, keys, counted, (time.time() - end) * 1000), flush=True)


lines = ssc.socketTextStream(host, port)
lines.flatMap(lambda line: line.split()).map(lambda word: (word, 1)).reduceByKey(add).foreachRDD(show)
ssc.start()
ssc.awaitTerminationOrTimeout(seconds)
ssc.stop(stopSparkContext=True, stopGraceFully=True)
print("result words=%d" % sum(words), flush=True)
