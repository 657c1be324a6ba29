"""Keeps the lowest and the highest temperature of each station, and forgets those that are silent for too long.

temperature_extremes.py HOST PORT CHECKPOINT_FOLDER SECONDS, with lines "STATION CELSIUS" from the socket.
"""
import sys
import time

from pyspark import SparkContext
from pyspark.streaming import StreamingContext

host, port, checkpoint, seconds = sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4])

sc = SparkContext(appName="temperature_extremes")
sc.setLogLevel("WARN")
ssc = StreamingContext(sc, 1)
ssc.checkpoint(checkpoint)


def reading(line):
    station, celsius = line.split()
    return station, float(celsius)


def extremes(new, kept):
    """(lowest, highest, when it was heard of last); None drops the station."""
    now = time.time()
    if not new:
        return kept if kept is not None and now - kept[2] < seconds else None
    everything = new + (list(kept[:2]) if kept is not None else [])
    return min(everything), max(everything), now


stations = ssc.socketTextStream(host, port).map(reading).updateStateByKey(extremes)
stations.map(lambda station: "%s: %.1f to %.1f" % (station[0], station[1][0], station[1][1])).pprint()
stations.count().map(lambda n: "%d stations" % n).pprint()

ssc.start()
ssc.awaitTermination()
