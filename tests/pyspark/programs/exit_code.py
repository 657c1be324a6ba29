"""Ends with the exit code that it is told, its context not stopped."""
import sys

from pyspark import SparkContext

sc = SparkContext("local[2]", "exit_code")
print(sc.parallelize([1, 2, 3], 2).count(), sys.argv)
sys.exit(int(sys.argv[1]))
