"""Files, modules and archives that a program gives to its functions."""
import os
import sys
import tempfile
import zipfile

from py4j.protocol import Py4JJavaError
from pyspark import SparkContext, SparkFiles

root = tempfile.mkdtemp()


def write(name, text):
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def read(name):
    with open(SparkFiles.get(name), encoding="utf-8") as file:
        return file.read()


def imports(module):
    try:
        return __import__(module).answer
    except ImportError:
        return None


sc = SparkContext("local[2]", "added_files")
one = sc.parallelize([1], 1)
sc.addFile(write("settings.txt", "depth=3"))
sc.addFile(root + "/settings.txt")
print("function", one.map(lambda _: read("settings.txt")).collect(), "driver", read("settings.txt"))
print("listed", sc.listFiles == ["file:%s/settings.txt" % root])
write("tree/a.txt", "a")
write("tree/deep/b.txt", "b")
try:
    sc.addFile(root + "/tree")
except Py4JJavaError as error:
    print("folder", "is a directory and recursive is not turned on" in str(error))
sc.addFile(root + "/tree", True)
print("tree", one.map(lambda _: read("tree/a.txt") + read("tree/deep/b.txt")).collect())
try:
    sc.addFile(root + "/nowhere.txt")
except Py4JJavaError as error:
    print("missing", error.java_exception.getClass().getName())
try:
    sc.addFile(write("other/settings.txt", "depth=4"))
except Py4JJavaError as error:
    print("two of one name", "exists and does not match contents of" in str(error))
print("before", one.map(lambda _: imports("of_functions")).collect())
sc.addPyFile(write("of_functions.py", "answer = 42\n"))
print("after", one.map(lambda _: imports("of_functions")).collect(), imports("of_functions"))
with zipfile.ZipFile(root + "/zipped.zip", "w") as archive:
    archive.writestr("in_zip.py", "answer = 43\n")
    archive.writestr("data/words.txt", "to be")
    archive.writestr("../outside.txt", "must stay within")
sc.addPyFile(root + "/zipped.zip")
print("zip", one.map(lambda _: imports("in_zip")).collect(), imports("in_zip"))
sc.addArchive(root + "/zipped.zip#unpacked")
print("archive", one.map(lambda _: read("unpacked/data/words.txt")).collect(), read("unpacked/data/words.txt"))
print("archives", sc.listArchives == ["file:%s/zipped.zip" % root])
sc.stop()
again = SparkContext("local[2]", "another")
print("another", again.listFiles, again.parallelize([1], 1).map(lambda _: imports("of_functions")).collect())
again.stop()
