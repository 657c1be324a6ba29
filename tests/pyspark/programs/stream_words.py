"""Words from a socket, counted from batch to batch, until all have come."""
import socket
import tempfile
import threading

from pyspark import SparkContext
from pyspark.streaming import StreamingContext

LINES = ["to be or not to be", "that is the question", "to be"]

listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen(1)


def serve():
    connection, _ = listening.accept()
    connection.sendall(("\n".join(LINES) + "\n").encode())
    done.wait()
    connection.close()


done = threading.Event()
threading.Thread(target=serve, daemon=True).start()
sc = SparkContext("local[2]", "stream_words")
ssc = StreamingContext(sc, 1)
ssc.checkpoint(tempfile.mkdtemp())
words = ssc.socketTextStream(*listening.getsockname()).flatMap(lambda line: line.split())
totals = words.map(lambda word: (word, 1)).updateStateByKey(lambda new, old: sum(new) + (old or 0))
seen = {}


def look(time, rdd):
    seen.update(rdd.collect())


totals.filter(lambda pair: pair[0] == "question").pprint()
totals.foreachRDD(look)
ssc.start()
while sum(seen.values()) < 12 and not ssc.awaitTerminationOrTimeout(0.05):
    pass
done.set()
ssc.stop(stopSparkContext=True, stopGraceFully=False)
print("totals", sorted(seen.items()))
