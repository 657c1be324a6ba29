"""What a task knows of itself, and what an RDD is called."""
import re

from pyspark import SparkContext, TaskContext

sc = SparkContext("local[2, 3]", "task_facts")


def stage(_):
    return TaskContext.get().stageId()


one = sc.parallelize([0], 1)
first = one.map(stage).first()
print("stages", [one.map(stage).first() - first for _ in range(3)])
pairs = sc.parallelize([(1, 1), (2, 2)], 2).reduceByKey(max).map(stage).collect()
print("after a shuffle", set(pairs) == {first + 5})


def facts(index, rows):
    task = TaskContext.get()
    yield index == task.partitionId(), task.attemptNumber(), task.taskAttemptId(), task.cpus(), len(task.resources())


found = sc.parallelize(range(4), 4).mapPartitionsWithIndex(facts).collect()
print("partitions", all(fact[0] for fact in found), "attempts", {fact[1] for fact in found})
print("ids", len({fact[2] for fact in found}), "cpus", {fact[3] for fact in found}, "resources", {fact[4] for fact in found})


def fails_twice(n):
    if n == 0 and TaskContext.get().attemptNumber() < 2:
        raise ValueError("not yet")
    return n, TaskContext.get().attemptNumber()


print("third attempt", sc.parallelize(range(2), 2).map(fails_twice).collect())
words = sc.parallelize(["a"], 1).map(str.upper)
words.collect()
words.setName("words")
print("name", words.name())
print("string", bool(re.fullmatch(r"words PythonRDD\[\d+\] at collect at .*task_facts.py:\d+", str(words))), str(words))
lines = words.toDebugString().decode().splitlines()
print("made of", len(lines), "ParallelCollectionRDD" in lines[1])
rdd = sc.parallelize(range(10))
first = rdd.id()  # A range is made when it is first asked for.
print("ids", rdd.map(str).filter(bool).id() - first, rdd.id() == first)
sc.stop()
