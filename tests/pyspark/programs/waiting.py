"""Waits to be stopped before it has a context, or with one: waiting.py before|after"""
import signal
import sys

from pyspark import SparkContext

if sys.argv[1] == "after":
    SparkContext("local[2]", "waiting")
print("waits", flush=True)
signal.pause()
