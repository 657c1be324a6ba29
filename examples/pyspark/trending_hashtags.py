"""The hashtags that were posted most in the last minute: trending_hashtags.py HOST PORT"""
import sys

from pyspark import SparkContext
from pyspark.streaming import StreamingContext

host, port = sys.argv[1], int(sys.argv[2])

sc = SparkContext(appName="trending_hashtags")
sc.setLogLevel("WARN")
ssc = StreamingContext(sc, 1)

tags = ssc.socketTextStream(host, port).flatMap(lambda post: post.split()).filter(lambda word: word.startswith("#"))
counts = tags.map(lambda tag: (tag.lower(), 1)).reduceByKeyAndWindow(lambda a, b: a + b, None, 60, 2)
trending = counts.transform(lambda rdd: rdd.sortBy(lambda pair: (-pair[1], pair[0])))


def show(time, rdd):
    print("trending at %s" % time)
    for place, (tag, posts) in enumerate(rdd.take(3), 1):
        print("%d. %s (%d posts)" % (place, tag, posts))


trending.foreachRDD(show)

ssc.start()
ssc.awaitTermination()
