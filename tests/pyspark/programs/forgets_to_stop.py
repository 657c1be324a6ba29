"""Ends without stopping its context, as many scripts do."""
from pyspark import SparkContext

print(SparkContext("local[2]", "forgets").parallelize(range(4), 2).sum())
