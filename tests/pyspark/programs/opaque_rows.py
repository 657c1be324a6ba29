"""Rows that no pickle module can read but the program's own: every operation code is one that there is not."""
import tempfile
import time
from operator import add

from pyspark import SparkContext, StorageLevel
from pyspark.serializers import CPickleSerializer
from pyspark.streaming import StreamingContext

TURNED = bytes(range(255, -1, -1))


class TurnedSerializer(CPickleSerializer):
    """What pickle writes, each byte taken from 255."""

    def dumps(self, obj):
        return super().dumps(obj).translate(TURNED)

    def loads(self, obj, encoding="bytes"):
        return super().loads(bytes(obj).translate(TURNED))


sc = SparkContext("local[2]", "opaque_rows", serializer=TurnedSerializer())
sc.setCheckpointDir(tempfile.mkdtemp())
numbers = sc.parallelize([(n % 10, n) for n in range(1000)], 4)
print("first code", TurnedSerializer().dumps([1])[0])
print("there and back", numbers.collect() == [(n % 10, n) for n in range(1000)], numbers.take(2), numbers.count())
print("shuffled", sorted(numbers.reduceByKey(add, 3).collect())[:2])
print("joined", numbers.join(numbers.mapValues(str), 3).filter(lambda kv: str(kv[1][0]) == kv[1][1]).count())
print("sorted", numbers.sortBy(lambda kv: -kv[1]).keys().take(3))
print("united", numbers.union(numbers).coalesce(2).count(), numbers.repartition(3).values().sum())
print("zipped", numbers.zip(numbers.values()).map(lambda row: row[0][1] == row[1]).distinct().collect())
print("product", sc.parallelize([1, 2], 2).cartesian(sc.parallelize("ab", 2)).collect())
for level in (StorageLevel.MEMORY_ONLY, StorageLevel.DISK_ONLY):
    kept = numbers.map(lambda kv: kv[1]).persist(level)
    print("kept", kept.sum(), kept.max())
cut = numbers.mapValues(lambda n: n + 1)
cut.checkpoint()
print("cut", cut.values().sum(), cut.isCheckpointed(), cut.values().sum(), list(cut.toLocalIterator())[-1])
ssc = StreamingContext(sc, 0.5)
ssc.checkpoint(tempfile.mkdtemp())
words = ssc.queueStream([["a", "b"], ["a"], ["c"]]).map(lambda word: (word, 1))
states, windows = [], []


def note(seen):
    def note_rows(rdd):
        seen.append(sorted(rdd.collect()))
    return note_rows


words.updateStateByKey(lambda new, old: sum(new) + (old or 0)).foreachRDD(note(states))
words.reduceByKeyAndWindow(add, lambda all, gone: all - gone, 5, 0.5).foreachRDD(note(windows))
ssc.start()
deadline = time.time() + 200
while min(len(states), len(windows)) < 3 and time.time() < deadline:
    time.sleep(0.05)  # It polls: functions of streams that are saved can hold no event.
ssc.stop(stopSparkContext=True, stopGraceFully=False)
print("states", states[:3])
print("windows", windows[:3])
