"""How many Python processes served forty tasks."""
import os

from pyspark import SparkContext

sc = SparkContext("local[2]", "process_count")
pids = set()
for _ in range(5):
    pids |= set(sc.parallelize(range(8), 8).map(lambda x: os.getpid()).collect())
print("workers", len(pids) <= 4)
sc.stop()
