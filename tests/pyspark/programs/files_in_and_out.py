"""Files of every kind that need no Hadoop, written and read back."""
import glob
import os
import tempfile

from py4j.protocol import Py4JJavaError
from pyspark import SparkContext

sc = SparkContext("local[2]", "files_in_and_out")
root = tempfile.mkdtemp()
numbers = sc.parallelize([str(n) for n in range(1000)], 3)
for codec, suffix in (("GzipCodec", ".gz"), ("BZip2Codec", ".bz2"), ("DefaultCodec", ".deflate"), ("ZStandardCodec", ".zst")):
    folder = "%s/%s" % (root, codec)
    numbers.saveAsTextFile(folder, "org.apache.hadoop.io.compress." + codec)
    names = sorted(os.path.basename(part) for part in glob.glob(folder + "/part-*"))
    print(codec, names == ["part-%05d%s" % (p, suffix) for p in range(3)], sum(map(int, sc.textFile(folder).collect())))
try:
    numbers.saveAsTextFile(root + "/snappy", "org.apache.hadoop.io.compress.SnappyCodec")
except Py4JJavaError as error:
    print("snappy", "SnappyCodec is not supported by Sluice" in str(error))
os.mkdir(root + "/in")
for name, text in (("a.txt", "one\ntwo\n"), ("b.txt", ""), ("c.txt", "größe")):
    with open("%s/in/%s" % (root, name), "w", encoding="utf-8") as file:
        file.write(text)
whole = sc.wholeTextFiles(root + "/in", 2)
print("whole", sorted((key == "file:%s/in/%s" % (root, os.path.basename(key)), text) for key, text in whole.collect()))
print("whole partitions", whole.getNumPartitions())
print("bytes", sorted((os.path.basename(key), value) for key, value in sc.binaryFiles(root + "/in").collect()))
print("joined", sc.wholeTextFiles(root + "/in").mapValues(len).filter(lambda kv: kv[1]).values().sum())
with open(root + "/records", "wb") as file:
    file.write(b"aaabbbccc")
print("records", sc.binaryRecords(root + "/records", 3).collect())
objects = [{"n": n, "text": "x" * n} for n in range(35)] + [None, ("t", 1.5)]
sc.parallelize(objects, 4).saveAsPickleFile(root + "/pickled", 3)
back = sc.pickleFile(root + "/pickled")
print("pickled", back.collect() == objects, back.getNumPartitions())
try:
    sc.parallelize([1]).saveAsPickleFile(root + "/pickled")
except Py4JJavaError as error:
    print(error.java_exception.getClass().getName())
sc.setCheckpointDir(root + "/checkpoints")
squares = sc.parallelize(range(5), 2).map(lambda n: n * n)
squares.checkpoint()
print("checkpointed", squares.isCheckpointed(), squares.getCheckpointFile(), squares.collect(), squares.isCheckpointed())
folder = squares.getCheckpointFile()
print("in its folder", os.path.dirname(folder) == sc.getCheckpointDir(), os.path.isdir(folder[len("file:"):]))
print("restored", sc._checkpointFile(folder, squares._jrdd_deserializer).collect())
local = sc.parallelize(range(5), 2).map(lambda n: n + 1)
local.localCheckpoint()
print("local", local.isLocallyCheckpointed(), local.isCheckpointed(), local.sum(), local.isCheckpointed())
print("local", local.collect(), local.isCheckpointed())
sc.stop()
