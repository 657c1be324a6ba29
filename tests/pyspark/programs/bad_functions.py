"""Functions that do what they should not: the argument says which. The program goes on in each case."""
import os
import signal
import sys
import threading
import time

from py4j.protocol import Py4JJavaError
from pyspark import SparkConf, SparkContext, TaskContext

case = sys.argv[1]
conf = SparkConf().setMaster("local[2]").setAppName(case)
if case == "memory":
    conf.set("spark.executor.pyspark.memory", "512m")
if case == "segfault":
    conf.set("spark.python.worker.faulthandler.enabled", "true")
sc = SparkContext(conf=conf)
two = sc.parallelize(range(2), 2)


def fails(function):
    try:
        return "result %r" % two.map(function).collect()
    except Py4JJavaError as error:
        return str(error)
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


def takes_all(_):
    held = []
    while True:
        held.append(bytearray(16 << 20))


def crashes(_):
    import ctypes

    ctypes.string_at(0)


def forks(n):
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return n


def pid_of_sleeper(folder):
    def sleeps(n):
        with open("%s/%d" % (folder, n), "w", encoding="utf-8") as file:
            file.write(str(os.getpid()))
        signal.pause()

    return sleeps


def until(is_so):
    while not is_so():
        time.sleep(0.02)  # It polls another process.


if case == "exit":
    print("sys.exit", "SystemExit" in fails(lambda n: sys.exit(3)))
    print("os._exit", "Python worker exited unexpectedly (crashed)" in fails(lambda n: os._exit(3)))
elif case == "segfault":
    print("where", "crashes" in fails(crashes), "Segmentation fault" in fails(crashes))
elif case == "fork":
    print(fails(forks), fails(forks))
elif case == "print":
    print(fails(lambda n: [print("x" * 1023) for _ in range(30000)] and n))
elif case == "memory":
    print("MemoryError" in fails(takes_all))
elif case == "unpicklable":
    lock = threading.Lock()
    print(fails(lambda n: lock).splitlines()[0])
elif case == "endless":
    import tempfile

    folder = tempfile.mkdtemp()
    job = threading.Thread(target=lambda: fails(pid_of_sleeper(folder)))
    job.start()
    until(lambda: len(os.listdir(folder)) == 2 and all(open("%s/%d" % (folder, n)).read() for n in range(2)))
    pids = [int(open("%s/%d" % (folder, n)).read()) for n in range(2)]
    sc.cancelAllJobs()
    job.join()
    until(lambda: not any(os.path.exists("/proc/%d" % pid) for pid in pids))
    print("their processes are gone")
elif case == "objects":
    held = [sc._jvm.java.util.ArrayList() for _ in range(10000)]
    print(len(held), held[9999].size(), sc.parallelize(range(3), 1)._jrdd.id() >= 0)
print("goes on", two.map(lambda n: n + 1).sum(), two.map(lambda n: TaskContext.get().attemptNumber()).collect())
sc.stop()
