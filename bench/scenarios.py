"""What the benchmark files can ask for. Each scenario takes the file's settings, checks its answers, and returns figures."""
import os
import signal
import statistics
import time

from system import STEP, Cluster, Program, WrongAnswer, cpu_by_thread, cpu_seconds, load, memory_mib, parent

BATCH = r"^batch (\d+) keys (\d+) words (\d+) job_ms ([\d.]+) age_ms ([\d.]+)"


def batches(program):
    """(time of output, batch ms, words, job ms, age ms) of each printed batch; its age is how late after its end it was out."""
    return [(when, int(m.group(1)), int(m.group(3)), float(m.group(4)), float(m.group(5)))
            for when, m in program.find(BATCH)]


def check_words(program, generator):
    """The counted words are those that were sent."""
    sent = int(generator.wait_for(r"^sent (\d+) lines (\d+) words")[1].group(2))
    counted = int(program.results()["words"])
    if counted != sent:
        raise WrongAnswer("words sent: %d, counted: %d" % (sent, counted))


def run_words(settings, rate, observe=lambda cluster, app, generator: {}):
    with Cluster(settings.get("workers", 0)) as cluster:
        generator, port = load("words", rate, settings["seconds"])
        app = cluster.run("words", "--port", port, "--interval-ms", str(settings["interval_ms"]),
                          "--replication", str(settings.get("replication", 1)))
        try:
            seen = observe(cluster, app, generator)
            app.finish(settings["seconds"] + 60)
            check_words(app, generator)
            return {"batches": batches(app), "sent": generator.find(r"^sent (\d+) lines .* in ([\d.]+) s")[0][1], **seen}
        finally:
            app.stop()
            generator.stop()


def paced_words(settings):
    """The highest of the given rates whose every batch, the first included, was out before the next one ended."""
    best = {"lines_per_s": 0.0}
    for rate in settings["rates"]:
        run = run_words(settings, rate)
        lines, seconds = int(run["sent"].group(1)), float(run["sent"].group(2))
        worst = max(age for _, _, words, _, age in run["batches"] if words > 0)
        if lines / seconds < rate * 0.97 or worst > 2 * settings["interval_ms"]:
            break
        best = {"lines_per_s": lines / seconds, "worst_batch_age_ms": worst,
                "median_job_ms": statistics.median(b[3] for b in run["batches"] if b[2] > 0)}
    return best


def cpu_of_words(settings):
    """CPU seconds per million lines of the generator and of each kind of thread of an embedded application."""
    used = {}

    def observe(cluster, app, generator):
        while app.process.poll() is None:
            used.update(cpu_by_thread(app.process.pid), generator=cpu_seconds(generator.process.pid) or used["generator"])
            time.sleep(0.02)
        return {}
    run = run_words(settings, settings["rate"], observe)
    figures = {}
    for thread, seconds in used.items():
        kind = thread.rstrip("-0123456789").replace("-", "_")
        figures[kind] = figures.get(kind, 0) + seconds * 1e6 / int(run["sent"].group(1))
    return figures


def step(settings):
    """One step alone, in a program that checks its answer itself and prints a `result` line."""
    cores = ",".join(map(str, range(settings["cores"])))
    return Program(["taskset", "-c", cores, STEP, settings["step"]]).finish(120)


def stamped(settings, kind):
    with Cluster(settings.get("workers", 0)) as cluster:
        generator, port = load("stamps", settings.get("rate", 1), settings["seconds"])
        app = cluster.run(kind, "--port", port, "--interval-ms", str(settings["interval_ms"]))
        try:
            figures = app.finish(settings["seconds"] + 60)
            sent = int(generator.wait_for(r"^sent (\d+) lines")[1].group(1))
        finally:
            app.stop()
            generator.stop()
    return figures, sent


def latency(settings):
    figures, sent = stamped(settings, "stamps")
    if figures["latency_n"] != sent:
        raise WrongAnswer("lines sent: %d, put out: %d" % (sent, figures["latency_n"]))
    return figures


def empty_batches(settings):
    figures, _ = stamped(settings, "empty")
    due = settings["seconds"] * 1000 / settings["interval_ms"]
    if figures["job_n"] < due * 0.95:
        raise WrongAnswer("batches due: %d, run: %d" % (due, figures["job_n"]))
    return figures


def start(settings):
    """From the command to the first batch's line of output."""
    times = []
    for _ in range(settings["runs"]):
        generator, port = load("words", 1000, 1)
        with Cluster() as cluster:
            app = cluster.run("words", "--port", port, "--interval-ms", str(settings["interval_ms"]))
            times.append(app.wait_for(BATCH)[0] - app.started)
            app.finish()
            check_words(app, generator)
        generator.stop()
    return {"first_batch_s": statistics.median(times), "slowest_s": max(times)}


def memory(settings):
    def observe(cluster, app, generator):
        at_rest = [memory_mib(daemon.process.pid) for daemon in cluster.daemons]
        app.wait_for(BATCH)
        time.sleep(settings["seconds"] * 0.7)
        executors, (driver,) = cluster.processes_with("executor"), cluster.processes_with("driver")
        if len(executors) != settings["workers"]:
            raise WrongAnswer("executors: %d, workers: %d" % (len(executors), settings["workers"]))
        return {"driver_mib": at_rest[0], "worker_mib": max(at_rest[1:]), "application_driver_mib": memory_mib(driver),
                "executor_mib": max(map(memory_mib, executors)), "executor_cpu_s": sum(map(cpu_seconds, executors))}
    run = run_words(settings, settings["rate"], observe)
    return {name: run[name] for name in run if name.endswith(("_mib", "_cpu_s"))}


def receiver_killed(settings):
    """SIGKILL to the executor with the receiver in mid-stream, and to its worker daemon first if `daemon_too`.

    Between the two is the executor's keeper.
    """
    with Cluster(settings["workers"]) as cluster:
        generator, port = load("numbers", settings["rate"], settings["seconds"])
        app = cluster.run("words", "--port", port, "--interval-ms", str(settings["interval_ms"]),
                          "--replication", str(settings["replication"]))
        try:
            app.wait_for(BATCH)
            time.sleep(settings["seconds"] / 3)
            executor = receiver_process(cluster)
            killed = time.time()
            for victim in ([parent(parent(executor))] if settings.get("daemon_too") else []) + [executor]:
                os.kill(victim, signal.SIGKILL)
            app.finish(settings["seconds"] + 60)
            sent = int(generator.wait_for(r"^sent (\d+) lines")[1].group(1))
            counted = int(app.results()["words"])
            if counted > sent:
                raise WrongAnswer("lines sent: %d, counted: %d" % (sent, counted))
            after = [(job, age) for when, _, _, job, age in batches(app) if when > killed]
            starts = [when for when, _ in app.find(r"receiver \d+ on executor \d+: ACTIVE") if when > killed]
            if not starts:
                raise WrongAnswer("the receiver did not come back")
            return {"receiver_back_s": starts[0] - killed, "longest_batch_s": max(after)[0] / 1000,
                    "worst_batch_age_s": max(age for _, age in after) / 1000, "lines_lost": sent - counted}
        finally:
            app.stop()
            generator.stop()


def receivers(cluster):
    return [r for a in cluster.status()["applications"] for r in a["status"]["receivers"] if r["state"] == "ACTIVE"]


def receiver_process(cluster):
    (receiver,) = receivers(cluster)
    wanted = b"SLUICE_EXECUTOR=%d" % receiver["executor"]
    for pid in cluster.processes_with("executor"):
        with open("/proc/%d/environ" % pid, "rb") as environment:
            if wanted in environment.read().split(b"\0"):
                return pid
    raise WrongAnswer("no process of executor %d" % receiver["executor"])
