"""Functions that do what they should not: the argument says which. The program goes on in each case."""
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

from py4j.protocol import Py4JJavaError
from pyspark import SparkConf, SparkContext, TaskContext

case = sys.argv[1]
conf = SparkConf().setMaster("local[2]").setAppName(case)
if case == "memory":
    conf.set("spark.executor.pyspark.memory", "512m")
if case in ("together", "child"):
    for name, size in (("spark.executor.memoryOverhead", "800m"), ("sluice.executor.memory", "64m"), ("sluice.state.memory", "1m")):
        conf.set(name, size)
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


def takes_most(n):
    if n == 1:
        held = [b"x" * (16 << 20) for _ in range(80)]
        signal.pause()
        del held
    return n


def has_greedy_child(folder):
    def waits(n):
        child = os.fork()
        if child == 0:
            write("%s/%d" % (folder, n), os.getpid())
            takes_most(1)
        os.waitpid(child, 0)

    return waits


def forks(n):
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return n


def leaves_a_child(n):
    if os.fork() == 0:
        signal.pause()
    return n


def exits_before_its_child(n):
    if os.fork() == 0:
        signal.pause()
    os._exit(3)


def returns_twice(n):
    os.fork()
    return n


def kills_the_daemon(n):
    parent = os.getppid()
    with open("/proc/%d/cmdline" % parent, "rb") as words:
        is_daemon = b"pyspark.daemon" in words.read()  # Whoever has the other worker after it has been killed is not.
    if is_daemon:
        os.kill(parent, signal.SIGKILL)
    os._exit(3)


def write(path, number):
    with open(path + ".part", "w", encoding="utf-8") as file:
        file.write(str(number))
    os.rename(path + ".part", path)


def sleeps_in(folder):
    """With a process of its own, as RDD.pipe has one."""
    def sleeps(n):
        child = subprocess.Popen(["sleep", "1000"])
        write("%s/child-%d" % (folder, n), child.pid)
        write("%s/%d" % (folder, n), os.getpid())
        child.wait()

    return sleeps


def numbers_in(folder):
    return [int(open(os.path.join(folder, name)).read()) for name in os.listdir(folder) if not name.endswith(".part")]


def lives(pid):
    """Not so one that nobody has waited for."""
    try:
        with open("/proc/%d/stat" % pid, encoding="utf-8") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


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
    print(fails(leaves_a_child), fails(leaves_a_child))
    print("before its child", "Python worker exited unexpectedly (crashed)" in fails(exits_before_its_child))
    fails(returns_twice)
elif case == "daemon":
    print("killed", "Python worker exited unexpectedly (crashed)" in fails(kills_the_daemon))
elif case == "together":
    said = fails(takes_most)
    print("Python worker killed" in said, "spark.executor.memoryOverhead" in said)
elif case == "child":
    folder = tempfile.mkdtemp()
    print("Python worker killed" in fails(has_greedy_child(folder)))
    until(lambda: not any(map(lives, numbers_in(folder))))
    print("it is gone, too")
elif case == "print":
    print(fails(lambda n: [print("x" * 1023) for _ in range(30000)] and n))
elif case == "memory":
    print("MemoryError" in fails(takes_all))
elif case == "unpicklable":
    lock = threading.Lock()
    print(fails(lambda n: lock).splitlines()[0])
elif case == "endless":
    folder = tempfile.mkdtemp()
    job = threading.Thread(target=lambda: fails(sleeps_in(folder)))
    job.start()
    until(lambda: len(numbers_in(folder)) == 4)
    sc.cancelAllJobs()
    job.join()
    until(lambda: not any(map(lives, numbers_in(folder))))
    print("their processes are gone")
elif case == "objects":
    held = [sc._jvm.java.util.ArrayList() for _ in range(10000)]
    print(len(held), held[9999].size(), sc.parallelize(range(3), 1)._jrdd.id() >= 0)
print("goes on", two.map(lambda n: n + 1).sum(), two.map(lambda n: TaskContext.get().attemptNumber()).collect())
sc.stop()
