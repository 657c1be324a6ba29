"""Every operation on RDDs that needs neither Hadoop nor a session, printed where its answer is always the same."""
import os
import tempfile
from operator import add

from pyspark import RDD, SparkContext, StorageLevel

sc = SparkContext("local[2]", "rdd_operations")
numbers = sc.parallelize(range(1, 21), 4)
pairs = sc.parallelize([("a", 1), ("b", 2), ("a", 3), ("c", 4), ("b", 5)], 3)
others = sc.parallelize([("a", "x"), ("c", "y"), ("d", "z")], 2)
words = sc.parallelize("to be or not to be".split(), 3)


def listed(rdd):
    return sorted(rdd.collect(), key=repr)


def grouped(rdd):
    return sorted((key, sorted(values, key=repr)) for key, values in rdd.collect())


print("flatMap", numbers.flatMap(lambda n: [n] * (n % 3)).collect())
print("mapPartitions", numbers.mapPartitions(lambda rows: [sum(rows)]).collect())
print("mapPartitionsWithIndex", numbers.mapPartitionsWithIndex(lambda i, rows: [(i, max(rows))]).collect())
print("filter", numbers.filter(lambda n: n % 5 == 0).collect(), "distinct", sorted(words.distinct().collect()))
print("keyBy", words.keyBy(len).collect())
print("groupBy", grouped(numbers.groupBy(lambda n: n % 3)))
print("glom", numbers.glom().map(len).collect(), numbers.glom().first())
print("zip", words.zip(words.map(len)).collect())
print("zipWithIndex", words.zipWithIndex().collect(), words.zipWithUniqueId().collect())
print("cartesian", sc.parallelize([1, 2], 2).cartesian(sc.parallelize("xy", 1)).collect())
print("union", numbers.union(sc.parallelize([0], 1)).getNumPartitions(), sc.union([words, words]).count(), (words + words).count())
print("intersection", sorted(numbers.intersection(sc.parallelize([3, 3, 40, 20])).collect()))
print("subtract", sorted(numbers.subtract(sc.parallelize(range(1, 18))).collect()), listed(pairs.subtractByKey(others)))
print("coalesce", numbers.coalesce(2).glom().map(len).collect(), sorted(numbers.repartition(3).collect()) == list(range(1, 21)))
print("sortBy", words.sortBy(lambda word: (len(word), word)).collect(), numbers.sortBy(lambda n: -n, numPartitions=3).take(4))
print("sortByKey", pairs.sortByKey(False, 2).keys().collect(), pairs.sortByKey(keyfunc=str.upper).keys().collect())
print("sorted partitions", pairs.repartitionAndSortWithinPartitions(2, lambda key: ord(key) % 2).keys().glom().collect())
print("partitionBy", sorted(pairs.partitionBy(2, lambda key: 0 if key == "a" else 1).glom().map(sorted).collect()))
placed = pairs.partitionBy(2)
print("united parts", placed.union(placed).getNumPartitions(), placed.union(pairs).getNumPartitions() - pairs.getNumPartitions(),
      listed(placed.union(placed)) == listed(pairs.union(pairs)), placed.mapValues(str).union(placed).getNumPartitions(),
      placed.map(lambda pair: pair).union(placed).getNumPartitions())
print("pipe", sorted(words.pipe("cat").collect()), numbers.pipe("env", {"SAID": "yes"}).filter(lambda line: line == "SAID=yes").count())
print("sample", numbers.sample(False, 0.5, 7).count() <= 20, len(numbers.takeSample(False, 5, 7)), len(numbers.takeSample(True, 30, 7)))
print("randomSplit", sum(part.count() for part in numbers.randomSplit([1, 2], 7)))
print("sampleByKey", set(pairs.sampleByKey(False, {"a": 1.0, "b": 0.0, "c": 0.0}, 7).keys().collect()))

print("actions", numbers.sum(), numbers.count(), numbers.first(), numbers.take(3), numbers.isEmpty(), sc.emptyRDD().isEmpty())
print("fold", numbers.reduce(add), numbers.fold(0, add), numbers.treeReduce(add), numbers.treeAggregate(0, add, add, 3))
print("aggregate", numbers.aggregate((0, 0), lambda a, n: (a[0] + n, a[1] + 1), lambda a, b: (a[0] + b[0], a[1] + b[1])))
print("extremes", numbers.max(), numbers.min(), words.max(key=len), numbers.top(3), words.top(2, key=len), numbers.takeOrdered(3, lambda n: -n))
print("statistics", numbers.stats().count(), numbers.mean(), round(numbers.variance(), 6), round(numbers.sampleStdev(), 6))
print("histogram", numbers.histogram(3), numbers.histogram([1, 5, 21]), words.histogram(["a", "n", "z"]))
print("counted", sorted(words.countByValue().items()), sorted(pairs.countByKey().items()), sorted(pairs.collectAsMap()))
seen = sc.accumulator(0)
numbers.foreach(lambda n: seen.add(n))
numbers.foreachPartition(lambda rows: seen.add(1000 * len(list(rows))))
print("foreach", seen.value)

print("reduceByKey", listed(pairs.reduceByKey(add)), sorted(pairs.reduceByKeyLocally(add).items()))
print("foldByKey", listed(pairs.foldByKey(10, add, 1)), listed(pairs.aggregateByKey([], lambda a, n: a + [n], add, 1)))
print("combineByKey", listed(pairs.combineByKey(str, lambda a, n: a + str(n), lambda a, b: a + b).mapValues(sorted)))
print("groupByKey", grouped(pairs.groupByKey()), pairs.lookup("a"))
print("values", pairs.values().collect(), pairs.mapValues(str).collect(), pairs.flatMapValues(range).keys().collect())
print("join", listed(pairs.join(others)), listed(pairs.leftOuterJoin(others)))
print("outer", listed(pairs.rightOuterJoin(others)), listed(pairs.fullOuterJoin(others)))
print("cogroup", sorted((key, *map(sorted, groups)) for key, groups in pairs.cogroup(others).collect()))
print("groupWith", sorted((key, *map(sorted, groups)) for key, groups in pairs.groupWith(others, pairs).collect()))

print("range", sc.range(3).collect(), sc.range(2, 12, 3, 2).collect(), sc.parallelize([], 3).getNumPartitions())
print("runJob", sc.runJob(numbers, lambda rows: [sum(rows)], [1, 3]))
kept = numbers.map(str).persist(StorageLevel.MEMORY_AND_DISK_2)
print("kept", kept.getStorageLevel(), kept.count(), kept.is_cached, kept.unpersist().is_cached, numbers.cache().getStorageLevel())
folder = os.path.join(tempfile.mkdtemp(), "text")
sc.parallelize(["a", "größe", 7, None, b"bytes"], 2).saveAsTextFile(folder)
print("text", sorted(os.listdir(folder))[-2:], sc.textFile(folder, 3).collect())
print("named", numbers.setName("ours").name(), isinstance(numbers.keys(), RDD), numbers.context is sc)
sc.stop()
