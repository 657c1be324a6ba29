"""Counts the words of a socket since the beginning: stateful_wordcount.py HOST PORT CHECKPOINT_FOLDER"""
import sys

from pyspark import SparkContext
from pyspark.streaming import StreamingContext

host, port, checkpoint = sys.argv[1], int(sys.argv[2]), sys.argv[3]

sc = SparkContext(appName="stateful_wordcount")
sc.setLogLevel("WARN")
ssc = StreamingContext(sc, 1)
ssc.checkpoint(checkpoint)


def add_up(new_counts, total):
    return sum(new_counts) + (total or 0)


# The words that are known already.
known = sc.parallelize([("hello", 1), ("world", 1)])
words = ssc.socketTextStream(host, port).flatMap(lambda line: line.split())
totals = words.map(lambda word: (word, 1)).updateStateByKey(add_up, initialRDD=known)
totals.transform(lambda rdd: rdd.sortByKey()).pprint(100)

ssc.start()
ssc.awaitTermination()
