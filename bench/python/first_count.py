"""A context and its first job, then rest: first_count.py SECONDS"""
import sys
import time

from pyspark import SparkContext

begin = time.time()
sc = SparkContext(appName="first_count")
made = time.time()
counted = sc.parallelize(range(1000), 2).count()
print("run seconds %.3f answer %d" % (time.time() - begin, counted))
print("result context_s=%.3f first_count_s=%.3f" % (made - begin, time.time() - made), flush=True)
time.sleep(float(sys.argv[1]))
sc.stop()
