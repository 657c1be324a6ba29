"""Asks for what there is not: session.py builder|session|todf|kafka"""
import sys

from pyspark import SparkContext

if sys.argv[1] == "builder":
    from pyspark.sql import SparkSession
    SparkSession.builder.appName("session").master("local[2]").getOrCreate()
if sys.argv[1] == "kafka":
    from pyspark.streaming.kafka import KafkaUtils
sc = SparkContext("local[2]", "session")
if sys.argv[1] == "session":
    from pyspark.sql import SparkSession
    SparkSession(sc)
if sys.argv[1] == "todf":
    sc.parallelize([(1, "a")]).toDF(["n", "s"])
