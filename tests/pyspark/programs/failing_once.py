"""Fails the first time that it is started: failing_once.py FILE"""
import os
import sys

from pyspark import SparkContext

sc = SparkContext(appName="failing_once")
print("sum", sc.parallelize(range(5), 2).sum())
if not os.path.exists(sys.argv[1]):
    with open(sys.argv[1], "w", encoding="utf-8"):
        pass
    raise SystemExit("not yet")
print("second life")
