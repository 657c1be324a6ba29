"""Counts the visits of the last three seconds by page, from a queue of RDDs: visits_by_window.py CHECKPOINT_FOLDER"""
import sys
import time

from pyspark import SparkContext
from pyspark.streaming import StreamingContext

VISITS = [["/", "/news"], ["/", "/"], ["/prices"], ["/", "/news", "/prices"], [], ["/"]]

sc = SparkContext(appName="visits_by_window")
sc.setLogLevel("WARN")
ssc = StreamingContext(sc, 1)
ssc.checkpoint(sys.argv[1])

visits = ssc.queueStream([sc.parallelize([(page, 1) for page in pages], 2) for pages in VISITS])
last_three = visits.reduceByKeyAndWindow(lambda a, b: a + b, lambda a, b: a - b, 3, 1)
last_three.filter(lambda page: page[1] > 0).transform(lambda rdd: rdd.sortByKey()).pprint()
seen = []
visits.foreachRDD(lambda rdd: seen.append(rdd.count()))

ssc.start()
while len(seen) < len(VISITS) + 2:  # The window goes on when the queue is empty.
    time.sleep(0.1)
ssc.stop(stopSparkContext=True, stopGraceFully=True)
print("%d visits in all" % sum(seen))
