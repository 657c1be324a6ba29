"""Groups, tags and properties of jobs; what runs is seen, and cancelled."""
import signal
import threading
import time

from pyspark import InheritableThread, SparkContext, TaskContext

sc = SparkContext("local[4]", "job_control")
tracker = sc.statusTracker()


def sleepy(n):
    signal.pause()
    return n


def start(prepare):
    """A job in a thread of its own; returns when its tasks run."""
    ended = []

    def run():
        prepare()
        try:
            sc.parallelize(range(2), 2).map(sleepy).collect()
            ended.append("done")
        except Exception as error:
            ended.append(str(error))

    before = set(tracker.getActiveJobsIds())
    thread = threading.Thread(target=run)
    thread.start()
    while True:
        new = [job for job in tracker.getActiveJobsIds() if job not in before]
        stages = tracker.getJobInfo(new[0]).stageIds if new else []
        if len(stages) and tracker.getStageInfo(stages[0]).numActiveTasks > 0:
            return thread, ended, new[0]
        time.sleep(0.02)  # It polls the tracker.


nightly = start(lambda: sc.setJobGroup("nightly", "counts", True))
tagged = start(lambda: sc.addJobTag("heavy"))
print("seen", list(tracker.getJobIdsForGroup("nightly")) == [nightly[2]], tracker.getJobInfo(nightly[2]).status)
stage = tracker.getStageInfo(tracker.getJobInfo(nightly[2]).stageIds[0])
print("stage", stage.numTasks, stage.numActiveTasks, stage.numCompletedTasks, stage.currentAttemptId)
sc.cancelJobGroup("nightly")
nightly[0].join()
print("group", "Job %d cancelled part of cancelled job group nightly" % nightly[2] in nightly[1][0])
print("others run", tracker.getActiveJobsIds() == [tagged[2]], tracker.getJobInfo(nightly[2]).status)
sc.cancelJobsWithTag("heavy")
tagged[0].join()
print("tag", "cancelled part of cancelled job tags heavy" in tagged[1][0])
last = start(lambda: None)
sc.cancelAllJobs()
last[0].join()
print("all", "cancelled as part of cancellation of all jobs" in last[1][0], tracker.getActiveJobsIds())
print("goes on", sc.parallelize(range(4), 4).sum(), tracker.getJobInfo(12345))
try:
    sc.parallelize(range(2), 2).collectWithJobGroup("named", "description")
finally:
    print("named", len(tracker.getJobIdsForGroup("named")))
sc.addJobTag("a")
sc.addJobTag("b")
sc.removeJobTag("a")
print("tags", sorted(sc.getJobTags()))
sc.clearJobTags()
print("no tags", sorted(sc.getJobTags()))
for bad in ("", "x,y"):
    try:
        sc.addJobTag(bad)
    except Exception as error:
        print("bad tag", "Spark job tag cannot" in str(error))
sc.setLocalProperty("depth", "3")
print("property", sc.getLocalProperty("depth"), sc.getLocalProperty("height"))
print("in tasks", sc.parallelize([1], 1).map(lambda _: TaskContext.get().getLocalProperty("depth")).collect())
seen = []
plain = threading.Thread(target=lambda: seen.append(sc.getLocalProperty("depth")))
heir = InheritableThread(target=lambda: seen.append(sc.getLocalProperty("depth")))
for thread in (plain, heir):
    thread.start()
    thread.join()
print("threads", seen)
ids = set()
for _ in range(3):
    thread = threading.Thread(target=lambda: ids.add(sc._jvm.java.lang.Thread.currentThread().getId()))
    thread.start()
    thread.join()
print("threads of ours", len(ids))
sc._conf.set("spark.depth", "3")
print("conf", sc._jsc.sc().conf().get("spark.depth"), sc.getConf().get("spark.depth"))
sc.stop()
