"""Batches of two stages to which nothing comes: empty_batches.py BATCHES"""
import socket
import sys
import threading
import time
from operator import add

from pyspark import SparkContext
from pyspark.streaming import StreamingContext

batches = int(sys.argv[1])
silent = socket.create_server(("127.0.0.1", 0))
sc = SparkContext(appName="empty_batches")
sc.setLogLevel("ERROR")
ssc = StreamingContext(sc, 0.2)
seen, done = [], threading.Event()


def show(when, rdd):
    seen.append(rdd.count())
    if len(seen) <= batches:
        print("run seconds %.4f answer %d" % (time.time() - when.timestamp(), sum(seen)), flush=True)
    if len(seen) == batches:
        done.set()


ssc.socketTextStream(*silent.getsockname()).map(lambda line: (line, 1)).reduceByKey(add, 2).foreachRDD(show)
ssc.start()
done.wait()
ssc.stop(stopSparkContext=True, stopGraceFully=False)
