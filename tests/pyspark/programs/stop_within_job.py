"""Stops its context while a job of another thread runs that has no end: stop_within_job.py FOLDER"""
import os
import sys
import threading

from pyspark import SparkContext

begun = os.path.join(sys.argv[1], "begun")
os.mkfifo(begun)
sc = SparkContext(appName="stop_within_job")


def never_end(_):
    with open(begun, "w", encoding="utf-8"):  # Returns when the program reads it.
        pass
    threading.Event().wait()


def count():
    try:
        sc.parallelize([0], 1).foreach(never_end)
    except Exception:
        print("cancelled", flush=True)


thread = threading.Thread(target=count)
thread.start()
with open(begun, encoding="utf-8"):
    pass
sc.stop()
thread.join()
print("again", SparkContext(appName="again").parallelize([1, 2], 2).sum())
