"""A batch stops the context that runs it, in each way; another context follows."""
import sys

from pyspark import SparkContext
from pyspark.streaming import StreamingContext

gracefully = sys.argv[1] == "gracefully"
for context in range(2):
    sc = SparkContext("local[2]", "stop_within")
    ssc = StreamingContext(sc, 0.2)
    batches = []

    def stop_in_third(rdd):
        batches.append(rdd.collect())
        if len(batches) == 3:
            ssc.stop(stopSparkContext=True, stopGraceFully=gracefully)

    ssc.queueStream([[1], [2], [3]]).foreachRDD(stop_in_third)
    ssc.start()
    ssc.awaitTermination()
    print("stopped", batches[:3], StreamingContext.getActive())
