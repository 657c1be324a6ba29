"""Every operation on streams: what each gives for queued rows, batch by batch."""
import datetime
import os
import struct
import tempfile
import threading
import time
from operator import add

from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

BATCHES = 6
sc = SparkContext("local[2]", "stream_operations")
sc.setLogLevel("OFF")
seen = {}


def order(row):
    return repr(row)


def note(name, stream):
    """Rows of the first batches, each sorted."""
    batches = seen.setdefault(name, [])

    def take(rdd):
        batches.append(sorted(rdd.collect(), key=order))

    stream.foreachRDD(take)


def run(ssc):
    seen.clear()
    build(ssc)
    ssc.start()
    deadline = time.time() + 250
    while any(len(batches) < BATCHES for batches in seen.values()) and time.time() < deadline:
        time.sleep(0.05)  # It polls: functions of streams that are saved can hold no event.
    ssc.stop(stopSparkContext=False, stopGraceFully=False)
    for name, batches in seen.items():
        print(name, batches[:BATCHES])


def build_stateless(ssc):
    words = ssc.queueStream([["a", "b", "a"], [], ["c"], ["a"]], True, default=sc.parallelize(["rest"]))
    numbers = ssc.queueStream([sc.parallelize(range(n), 2) for n in (3, 0, 5)], default=sc.parallelize([9]))
    pairs = words.map(lambda word: (word, len(word)))
    others = numbers.map(lambda n: ("abc"[n % 3], n))
    note("flatMap", words.flatMap(lambda word: [word, word.upper()]))
    note("filter", words.filter(lambda word: word != "a"))
    note("mapPartitions", numbers.mapPartitions(lambda rows: [sum(rows)]).filter(bool))
    note("mapPartitionsWithIndex", numbers.mapPartitionsWithIndex(lambda i, rows: [(i, len(list(rows)))]).filter(lambda row: row[1]))
    note("glom", numbers.glom().map(len).filter(bool))
    note("count", words.count())
    note("countByValue", words.countByValue())
    note("reduce", numbers.reduce(add))
    note("reduceByKey", pairs.reduceByKey(add))
    note("combineByKey", others.combineByKey(str, lambda a, n: a + str(n), add, 1))
    note("groupByKey", others.groupByKey().mapValues(sorted))
    note("values", others.mapValues(str).flatMapValues(list))
    note("partitionBy", others.partitionBy(2, lambda key: key == "a").repartition(3).map(lambda row: row[0]))
    note("union", words.union(numbers.map(str)))
    note("unionOfAll", ssc.union(words, words, words).count())
    note("cogroup", pairs.cogroup(others).mapValues(lambda groups: [sorted(group) for group in groups]))
    note("join", pairs.join(others))
    note("leftOuterJoin", pairs.leftOuterJoin(others))
    note("rightOuterJoin", pairs.rightOuterJoin(others, 2))
    note("fullOuterJoin", pairs.fullOuterJoin(others, 2))
    note("transform", words.transform(lambda time, rdd: rdd.map(lambda word: (isinstance(time, datetime.datetime), word))))
    note("transformWith", words.transformWith(lambda a, b: a.map(str).union(b.map(str)), numbers))
    note("transformOfAll", ssc.transform([words, numbers], lambda rdds: rdds[0].union(rdds[1]).map(str)))
    note("cached", words.cache().persist(StorageLevel.MEMORY_ONLY).map(str.title))


def build_windows(ssc):
    ssc.checkpoint(tempfile.mkdtemp())
    numbers = ssc.queueStream([[1], [2], [3], [4, 4], [], [6]])
    pairs = numbers.map(lambda n: (n % 2, n))
    note("window", numbers.window(1, 0.5))
    note("reduceByWindow", numbers.reduceByWindow(add, None, 1, 0.5))
    note("reduceByWindowInverse", numbers.reduceByWindow(add, lambda a, b: a - b, 3, 0.5))
    note("countByWindow", numbers.countByWindow(3, 0.5))
    note("countByValueAndWindow", numbers.countByValueAndWindow(3, 0.5))
    note("groupByKeyAndWindow", pairs.groupByKeyAndWindow(1, 0.5).mapValues(sorted))
    note("reduceByKeyAndWindow", pairs.reduceByKeyAndWindow(add, lambda a, b: a - b, 3, 0.5, 2, lambda row: row[1] != 0))
    note("updateStateByKey", pairs.updateStateByKey(
        lambda new, old: (old or 0) + sum(new) if new or (old or 0) > 1 else None, 2, sc.parallelize([(7, 1)])))


def run_files():
    """Text and binary records of files that come into folders, saved and read back."""
    ssc = StreamingContext(sc, 0.5)
    text, binary, out = (tempfile.mkdtemp() for _ in range(3))
    lines, records, both = [], [], threading.Event()

    def take(into):
        def take_rows(rdd):
            into.extend(rdd.collect())
            if len(lines) == 2 and len(records) == 3:
                both.set()
        return take_rows

    stream = ssc.textFileStream(text)
    stream.foreachRDD(take(lines))
    stream.repartition(1).saveAsTextFiles(os.path.join(out, "lines"), "txt")
    ssc.binaryRecordsStream(binary, 4).map(lambda row: struct.unpack("<i", row)[0]).foreachRDD(take(records))
    ssc.remember(60)
    ssc.start()
    print("active", StreamingContext.getActive() is ssc, StreamingContext.getActiveOrCreate(None, lambda: None) is ssc)
    for folder, name, data in ((text, "a.txt", "größe\nsmall\n".encode()), (binary, "b", struct.pack("<3i", 1, -2, 3))):
        with open(os.path.join(folder, "." + name), "wb") as file:
            file.write(data)
        os.rename(file.name, os.path.join(folder, name))
    both.wait(60)
    ssc.stop(stopSparkContext=False, stopGraceFully=True)
    print("lines", sorted(lines), "records", sorted(records))
    saved = [os.path.join(out, name) for name in os.listdir(out) if name.startswith("lines-") and name.endswith(".txt")]
    print("saved", sorted(sc.textFile(",".join(saved)).collect()), StreamingContext.getActive())


def run_slice():
    ssc = StreamingContext(sc, 1)
    stream = ssc.queueStream([[n] for n in range(8)])
    times, five = [], threading.Event()

    def take(time, rdd):
        times.append(time)
        if len(times) == 5:
            five.set()

    stream.foreachRDD(take)
    ssc.remember(60)
    ssc.start()
    five.wait(60)
    print("slice", [rdd.collect() for rdd in stream.slice(times[1], times[3])], stream.context() is ssc)
    ssc.stop(stopSparkContext=False, stopGraceFully=False)


for build in (build_stateless, build_windows):
    run(StreamingContext(sc, 0.5))
run_files()
run_slice()
sc.stop()
