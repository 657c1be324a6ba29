"""Counts the words of a socket, and goes on from its checkpoint when it is started again.

recoverable_wordcount.py HOST PORT CHECKPOINT_FOLDER OUTPUT_FILE: the counts of each batch are appended to the file.
"""
import sys

from pyspark import SparkContext
from pyspark.streaming import StreamingContext

host, port, checkpoint, output = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]


def shared(sc):
    """Variables do not come back from a checkpoint: they are made when they are asked for."""
    if "recoverable_wordcount" not in globals():
        globals()["recoverable_wordcount"] = sc.broadcast({"a", "the"}), sc.accumulator(0)
    return globals()["recoverable_wordcount"]


def write(time, rdd):
    articles, dropped = shared(rdd.context)

    def counts(pair):
        if pair[0] not in articles.value:
            return True
        dropped.add(pair[1])
        return False

    found = sorted(rdd.filter(counts).collect())
    print("counts at %s: %s, %d articles dropped so far" % (time, found, dropped.value))
    with open(output, "a", encoding="utf-8") as lines:
        lines.writelines("%s\t%d\n" % pair for pair in found)


def create():
    print("starting anew")
    ssc = StreamingContext(SparkContext(appName="recoverable_wordcount"), 1)
    ssc.checkpoint(checkpoint)
    words = ssc.socketTextStream(host, port).flatMap(lambda line: line.split())
    words.map(lambda word: (word, 1)).updateStateByKey(lambda new, total: sum(new) + (total or 0)).foreachRDD(write)
    return ssc


ssc = StreamingContext.getOrCreate(checkpoint, create)
ssc.start()
ssc.awaitTermination()
