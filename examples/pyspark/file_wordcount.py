"""Counts the words of the files that come into a folder: file_wordcount.py FOLDER"""
import sys

from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext(appName="file_wordcount")
sc.setLogLevel("WARN")
ssc = StreamingContext(sc, 1)

words = ssc.textFileStream(sys.argv[1]).flatMap(lambda line: line.split())
words.map(lambda word: (word, 1)).reduceByKey(lambda a, b: a + b).pprint()

ssc.start()
ssc.awaitTermination()
