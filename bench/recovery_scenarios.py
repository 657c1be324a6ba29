"""Scenarios of what fails: how soon it is noticed, how soon batches flow again, and what being ready for it costs."""
import contextlib
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from scenarios import BATCH, batches, check_words, receiver_process
from system import Cluster, WrongAnswer, load, parent

LOST = r"lost executor (\d+)"


@contextlib.contextmanager
def running(settings, cluster, *words, source="numbers", supervised=False):
    """The streaming program and its generator."""
    generator, port = load(source, settings["rate"], settings["seconds"])
    app = cluster.run(settings["kind"], "--port", port, "--interval-ms", str(settings["interval_ms"]), "--replication",
                      str(settings.get("replication", 1)), *words, supervised=supervised)
    try:
        yield app, generator
    finally:
        app.stop()
        generator.stop()


def sent_lines(generator):
    return int(generator.wait_for(r"^sent (\d+) lines")[1].group(1))


def words_of(app):
    """Of all batches of all lives: one that two lives have put out counts once."""
    return sum({batch: words for _, batch, words, _, _ in batches(app)}.values())


@contextlib.contextmanager
def standing_still(*pids):
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGCONT)


def silent_machine(settings):
    """SIGSTOP to all processes of a worker: they end nothing and say nothing, as if their machine had gone.

    Not of the receiver's, as the generator serves one client at a time, and that one would not go.
    """
    with Cluster(settings["workers"]) as cluster, running(settings, cluster) as (app, generator):
        app.wait_for(BATCH)
        time.sleep(settings["seconds"] / 3)
        executor = next(pid for pid in cluster.processes_with("executor") if pid != receiver_process(cluster))
        keeper = parent(executor)
        stopped = time.time()
        with standing_still(parent(keeper), keeper, executor):
            noticed, _ = app.wait_for(LOST)
            app.finish(settings["seconds"] + 60)
        check_words(app, generator)
        later = [when for when, _, words, _, _ in batches(app) if when > noticed and words > 0]
        return {"noticed_s": noticed - stopped, "flow_again_s": later[0] - noticed}


def driver_killed(settings):
    """SIGKILL to a supervised application's driver, once each line that was sent has its key in the state."""
    with Cluster(settings["workers"]) as cluster:
        with running(settings, cluster, "--checkpoint", cluster.path("checkpoint"), supervised=True) as (app, generator):
            app.wait_for(BATCH)
            deadline = time.monotonic() + settings["seconds"]
            while words_of(app) < settings["keys"] and time.monotonic() < deadline:
                time.sleep(0.05)
            known = words_of(app)
            if known < settings["keys"]:
                raise WrongAnswer("keys of state: %d, wanted: %d" % (known, settings["keys"]))
            last = batches(app)[-1][1]
            killed = time.time()
            os.kill(cluster.status()["applications"][-1]["driver_pid"], signal.SIGKILL)
            app.finish(settings["seconds"] + 60)
            sent, counted = sent_lines(generator), words_of(app)
            if counted != sent:
                raise WrongAnswer("lines sent: %d, counted: %d" % (sent, counted))
            new = next(when for when, batch, _, _, _ in batches(app) if when > killed and batch > last)
            return {"first_batch_s": new - killed, "keys": known}


def daemon_killed(settings):
    """SIGKILL to the driver daemon, which is started again; late is what a batch then took longer than the slowest before."""
    with Cluster(settings["workers"]) as cluster, running(settings, cluster) as (app, generator):
        app.wait_for(BATCH)
        time.sleep(settings["seconds"] / 2)
        killed = time.time()
        cluster.daemons[0].stop()
        cluster.start_driver()
        app.finish(settings["seconds"] + 60)
        check_words(app, generator)
        usual = [age for when, _, words, _, age in batches(app) if when < killed and words > 0]
        after = [age for when, _, _, _, age in batches(app) if when >= killed]
        late = max(0, max(after) - max(usual[1:] or usual))  # The first batch starts everything.
        return {"late_ms": late, "usual_age_ms": statistics.median(usual)}


def throughput(settings, *words, replication):
    """Lines a second that come through, as fast as the program reads them."""
    settings = {**settings, "rate": 0, "replication": replication}
    with Cluster(settings["workers"]) as cluster, running(settings, cluster, *words, source="words") as (app, generator):
        first, _ = app.wait_for(BATCH)
        app.finish(settings["seconds"] + 120)
        check_words(app, generator)
        last = max(when for when, _, counted, _, _ in batches(app) if counted > 0)
        return sent_lines(generator) / (last - first)


def cost_of_safety(settings):
    """A checkpoint directory and replication 2 against neither; state that cannot do without a directory has one in memory.

    The run without comes before and after the other, as the speed of a machine drifts.
    """
    def bare():
        if settings["kind"] == "words":
            return throughput(settings, replication=1)
        in_memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
        with tempfile.TemporaryDirectory(prefix="sluice-bench-", dir=in_memory) as folder:
            return throughput(settings, "--checkpoint", folder + "/checkpoint", replication=1)

    def safe():
        with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
            return throughput(settings, "--checkpoint", folder + "/checkpoint", replication=2)
    before, lines, after = bare(), safe(), bare()
    without = (before + after) / 2
    return {"ratio": lines / without, "lines_per_s": lines, "without": without}


@contextlib.contextmanager
def busy_cores(count):
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def false_alarms(settings):
    """Nothing fails, but all cores are busy with other work, too: whoever is given up is given up for nothing."""
    with Cluster(settings["workers"]) as cluster, running(settings, cluster, source="words") as (app, generator):
        with busy_cores(settings["busy"] * os.cpu_count()):
            app.finish(settings["seconds"] * 2 + 60)
        check_words(app, generator)
        return {"false_alarms": len(app.find(LOST)), "minutes": settings["seconds"] / 60,
                "worst_batch_age_ms": max(age for _, _, _, _, age in batches(app))}
