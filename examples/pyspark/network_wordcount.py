"""Counts the words that each second brings from a socket: network_wordcount.py HOST PORT"""
import sys

from pyspark import SparkContext
from pyspark.streaming import StreamingContext

host, port = sys.argv[1], int(sys.argv[2])

sc = SparkContext(appName="network_wordcount")
sc.setLogLevel("WARN")
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream(host, port)
counts = lines.flatMap(lambda line: line.split()).map(lambda word: (word, 1)).reduceByKey(lambda a, b: a + b)
counts.pprint()

ssc.start()
ssc.awaitTermination()
