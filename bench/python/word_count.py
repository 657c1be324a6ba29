"""Counts the words of a text several times: word_count.py PATH RUNS"""
import sys
import time
import zlib
from operator import add

from pyspark import SparkContext

path, runs = sys.argv[1], int(sys.argv[2])
sc = SparkContext(appName="word_count")


def facts(counted):
    word, times = counted
    return times, 1, times * zlib.crc32(word.encode())


def total(a, b):
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


for _ in range(runs):
    begin = time.time()
    counts = sc.textFile(path).flatMap(lambda line: line.split()).map(lambda word: (word, 1)).reduceByKey(add)
    answer = counts.map(facts).reduce(total)
    print("run seconds %.3f answer %d,%d,%d" % (time.time() - begin, *answer), flush=True)
sc.stop()
