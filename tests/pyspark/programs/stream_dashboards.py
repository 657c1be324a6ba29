"""Shows the batches of a queue as dashboards until it is killed."""
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

from sluice_dashboards import show

sc = SparkContext(appName="dashboards")
ssc = StreamingContext(sc, 0.2)
words = ssc.queueStream([["a", "b", "a"]], default=sc.parallelize(["a", "b", "a"]))
counts = words.map(lambda word: (word, 1)).reduceByKey(lambda a, b: a + b, 1).transform(lambda rdd: rdd.sortByKey())

show(counts, "counts")
show(words, "words", 2)
show(words.map(lambda word: ("<script>" + "k" * 1000 + "\ud800", 0.5, float("nan"), True)), "hostile", 1)
for rows in (0, 101):
    try:
        show(words, "never", rows)
    except ValueError as error:
        print(error, flush=True)

ssc.start()
ssc.awaitTermination()
