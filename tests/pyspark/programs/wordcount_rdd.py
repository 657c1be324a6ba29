"""A program for the stock pyspark package: nothing of it knows Sluice."""
from operator import add

from pyspark import SparkContext

sc = SparkContext(appName="wordcount_rdd")
squares = sc.parallelize(range(1000), 4).map(lambda x: x * x)
print("partitions", squares.getNumPartitions())
print("multiples", squares.filter(lambda x: x % 7 == 0).collect()[:5])
print("count", squares.count(), "sum", squares.sum(), "first", squares.take(3))

words = sc.parallelize("to be or not to be that is the question".split(), 3)
counts = words.map(lambda word: (word, 1)).reduceByKey(add, 2)
print("reduced", sorted(counts.collect()))
print("partitions", counts.getNumPartitions(), [sorted(part) for part in counts.glom().collect()] == [
    sorted(part) for part in words.map(lambda word: (word, 1)).partitionBy(2).reduceByKey(add).glom().collect()])
print("joined", sorted(counts.join(sc.parallelize([("be", "verb"), ("question", "noun")])).collect()))
print("iterator", list(sc.parallelize(range(5), 3).toLocalIterator()))
sc.stop()
