"""Drops words of files by a broadcast, and counts them by an accumulator: stream_shared_variables.py INBOX CHECKPOINT RESULTS MADE

MADE is `asked` for variables that are made when a batch asks for them, `before` for those that a function of the graph holds.
"""
import os
import sys

from pyspark import SparkContext
from pyspark.streaming import StreamingContext

inbox, checkpoint, results, made = sys.argv[1:]


def write(name, rows):
    path = os.path.join(results, name)
    with open(path + ".new", "w", encoding="utf-8") as out:
        out.write(repr(rows))
    os.rename(path + ".new", path)


def variables(sc):
    return sc.broadcast({"a", "the"}), sc.accumulator(0)


def variables_of_this_life(sc):
    if "shared" not in globals():
        globals()["shared"] = variables(sc)
    return globals()["shared"]


def count(articles, dropped, rdd):
    def is_kept(word):
        if word in articles.value:
            dropped.add(1)
        return word not in articles.value

    kept = rdd.filter(is_kept).count()
    globals()["batches"] = globals().get("batches", 0) + 1
    write("batches", [("batches", globals()["batches"])])
    if not rdd.isEmpty():
        write("shared", [("kept", kept), ("dropped", dropped.value)])


def setup():
    sc = SparkContext("local[2]", "shared")
    ssc = StreamingContext(sc, 0.5)
    words = ssc.textFileStream(inbox)
    if made == "asked":
        words.foreachRDD(lambda rdd: count(*variables_of_this_life(rdd.context), rdd))
    else:
        articles = sc.broadcast({"a", "the"})
        kept = words.filter(lambda word: word not in articles.value)
        kept.foreachRDD(lambda rdd: rdd.isEmpty() or write("kept", [("kept", rdd.count())]))
    return ssc


ssc = StreamingContext.getOrCreate(checkpoint, setup)
ssc.start()
print("started", flush=True)
ssc.awaitTermination()
