"""A cluster of three workers with three applications, told as a daemon tells it (pages/src/api.ts). No clock and no chance is in it: batch n
is the same at every start."""
import copy
import re

INTERVAL_MS = 1000
FIRST_MS = 1_795_000_000_000  # 2026-11-18
ID = "app-20261118140000-0000"
BATCH_JOB = "app-20261118130000-0001"
COLUMNS = ("time", "records", "scheduling_ms", "processing_ms", "total_ms", "state")


def worker(n):
    """Its name, as a daemon makes them."""
    return "worker-10.0.0.%d-34863-%d" % (n, FIRST_MS)


class Recorded:
    def __init__(self, batches, executors=3):
        self.series = {column: [] for column in COLUMNS}
        self.summary = _summary()
        self.cluster = _cluster()
        self.executors = _executors(executors)
        self.dashboard_name = "orders per minute <script>alert(1)</script>"
        self.dashboard_keys = ["books", "<script>alert(1)</script>", "toys\u202e\x01", *("shelf %d" % n for n in range(7))]
        for _ in range(batches):
            self.add_batch()

    @property
    def cursor(self):
        return len(self.series["time"])

    def add_batch(self, **figures):
        """The one before has ended by now; every 97th fails, and from 3/5 of a cycle of 200 on they take longer than the interval."""
        n = self.cursor
        processing = 420 + 37 * (n * n % 11) + (5 * (n % 200 - 120) if n % 200 > 120 else 0)
        scheduling = 2 + n % 3 + (7 * (n % 200 - 120) if n % 200 > 120 else 0)
        batch = {"time": FIRST_MS + n * INTERVAL_MS, "records": 20_000 + 400 * (n * 7 % 23), "scheduling_ms": scheduling,
                 "processing_ms": processing, "total_ms": scheduling + processing, "state": "failed" if n % 97 == 96 else "completed", **figures}
        for column in COLUMNS:
            self.series[column].append(batch[column])
        self.summary["batches"]["failed" if batch["state"] == "failed" else "completed"] += 1
        self.summary["records"]["received"] += batch["records"]
        self.summary["records"]["processed"] += batch["records"]

    def _columns(self, first):
        """The last three batches have not ended: one runs, two wait."""
        columns = {name: column[first:] for name, column in self.series.items()}
        for i, state in zip((-1, -2, -3), ("waiting", "waiting", "running")):
            if len(columns["time"]) >= -i:
                columns["state"][i] = state
                columns["processing_ms"][i] = columns["total_ms"][i] = None
                columns["scheduling_ms"][i] = columns["scheduling_ms"][i] if state == "running" else None
        return columns

    def changes(self, since):
        reset = since > self.cursor
        totals = {name: self.summary[name] for name in ("state", "batches", "jobs_running", "executors", "records", "blocks")}
        verdict = {name: self.summary["verdict"][name] for name in ("kind", "text")}
        return {"cursor": str(self.cursor), "reset": reset, "more": False, "totals": totals, "verdict": verdict,
                "receivers": self.summary["receivers"], "series": self._columns(0 if reset else max(0, since - 3))}

    def lose_worker(self, worker):
        for known in self.cluster["workers"]:
            if known["worker"] == worker:
                known.update(state="away", heartbeat_age_ms=31_000, cores_used=0)
        for executor in self.executors:
            if executor["worker"] == worker:
                executor.update(state="lost", gone=FIRST_MS + self.cursor * INTERVAL_MS, running_tasks=0,
                                reason="its worker has not been heard of for 30 s")
        self.summary["executors"] = {"attached": 2, "slots": 8, "running_tasks": 5, "lost": 1}
        self.summary["verdict"] = {"kind": "lost_executor", "text": "executor 3 on %s was lost" % worker, "evidence": []}

    def end(self, log_damage="", logs=True):
        """From now on it is told from its event log, which has no figures of the moment."""
        ended = FIRST_MS + self.cursor * INTERVAL_MS
        self.summary.update(state="ended", ended=ended, logs=logs, log_damage=log_damage, jobs_running=0,
                            records=dict.fromkeys(self.summary["records"], 0), blocks=dict.fromkeys(self.summary["blocks"], 0))
        for executor in self.executors:
            executor.update(state="gone", gone=ended, reason="the application has ended", running_tasks=0, blocks=0, memory_bytes=0)

    def drain(self, worker, wanted):
        for known in self.cluster["workers"]:
            if known["worker"] == worker:
                known["state"] = "draining" if wanted else "alive"

    def answer(self, path, query):
        """None: there is no such thing."""
        if path == "/api/sluice/v1/cluster":
            return self.cluster
        match = re.fullmatch(r"/api/(sluice/)?v1/applications/([^/]+)/(.+)", path)
        if not match or match.group(2) not in (ID, BATCH_JOB):
            return None
        answers = self._of_batch_job if match.group(2) == BATCH_JOB else self._of_stream
        return answers().get((match.group(1) or "") + match.group(3)) if query.get("since") is None or not match.group(3).startswith("changes") \
            else self.changes(int(query["since"]))

    def _of_stream(self):
        last = self.series["time"][-1] if self.series["time"] else FIRST_MS
        return {
            "sluice/summary": {**self.summary, "cursor": str(self.cursor)},
            "sluice/series": self._columns(0),
            "sluice/environment": _environment(),
            "sluice/dashboards": self._dashboards(),
            "sluice/dashboards/0": self._dashboard(),
            "sluice/jobs/41": _job(last),
            "sluice/executors": {"executors": self.executors},
            "sluice/storage": {"blocks": self.summary["blocks"], "executors": self.executors},
            "jobs": _jobs(),
            **{"sluice/batches/%d" % self.series["time"][i]: self._batch(i) for i in range(max(0, self.cursor - 120), self.cursor)},
        }

    def _of_batch_job(self):
        summary = copy.deepcopy(_summary())
        summary.update(id=BATCH_JOB, name="nightly totals", state="ended", interval_ms=0, receivers=[], ended=FIRST_MS - 600_000, cursor="0",
                       verdict={"kind": "none", "text": "Nothing is wrong.", "evidence": []})
        return {"sluice/summary": summary, "sluice/series": {column: [] for column in COLUMNS}, "jobs": [], "sluice/executors": {"executors": []},
                "sluice/dashboards": {"dashboards": []},
                "sluice/storage": {"blocks": summary["blocks"], "executors": []}, "sluice/environment": {"settings": []}}

    def _dashboards(self):
        counts = self._dashboard()
        return {"dashboards": [{"dashboard": 0, "name": counts["name"], "columns": counts["columns"], "time": counts["batches"][-1]["time"],
                                "rows": len(counts["batches"][-1]["rows"])}]}

    def _dashboard(self):
        """Ten keys of each of the last batches."""
        return {"dashboard": 0, "name": self.dashboard_name, "columns": ["key", "value"], "batches": [
            {"time": self.series["time"][i], "more": True,
             "rows": [[key, 40 * (10 - n) + (i * (n + 3)) % 37] for n, key in enumerate(self.dashboard_keys)]}
            for i in range(max(0, self.cursor - 120), self.cursor)]}

    def _batch(self, i):
        batch = {column: self.series[column][i] for column in COLUMNS}
        failed = batch["state"] == "failed"
        started = batch["time"] + batch["scheduling_ms"]
        error = "task 3 of stage 82 failed 4 times: parse at clicks.cc:31: no number in field 4 of \"2026-11-18,shop,,12\"" if failed else ""
        ended = started + batch["processing_ms"]
        return {**batch, "run": 0, "blocks": 12, "submitted": batch["time"], "error": error,
                "inputs": [{"input": 0, "records": batch["records"] - 800, "found": [], "found_count": 0},
                           {"input": 1, "records": 800, "found": ["/data/incoming/part-%05d.txt" % n for n in range(11)], "found_count": 11}],
                "outputs": [{"number": 0, "name": "saveAsTextFiles at clicks.cc:48", "started": started + 2, "ended": ended - 90, "error": error},
                            {"number": 1, "name": "foreachRDD at clicks.cc:55", "started": ended - 88, "ended": ended, "error": ""}],
                "jobs": [{**_job_line(job, started), "output": output} for job, output in ((41, 0), (42, 1), (43, 1))]}


def _summary():
    return {
        "id": ID, "name": "clicks per page", "user": "ada", "state": "running", "life": 2, "started": FIRST_MS - 4000, "ended": None,
        "interval_ms": INTERVAL_MS, "batches": {"waiting": 2, "running": 1, "completed": 0, "failed": 0}, "jobs_running": 1,
        "executors": {"attached": 3, "slots": 12, "running_tasks": 10, "lost": 0},
        "records": {"received": 0, "replicated": 0, "processed": 0, "lost": 120, "repeated": 0},
        "blocks": {"held": 38, "held_bytes": 19_345_408, "unassigned": 4},
        "logs": True, "log_damage": "",
        "receivers": [
            {"run": 0, "stream": 0, "name": "socketTextStream clicks.example:9999", "state": "ACTIVE", "executor": 1, "starts": 1,
             "records": 9_204_113, "dropped": 0, "message": "", "limit": 40_000, "processing_rate": 31_250.5},
            {"run": 0, "stream": 2, "name": "socketTextStream prices.example:9998", "state": "RETRYING", "executor": 2, "starts": 7,
             "records": 120_044, "dropped": 12, "message": "cannot connect to prices.example:9998: Connection refused", "limit": 0,
             "processing_rate": 0}],
        "verdict": {
            "kind": "skew",
            "text": "batches take 1.4 × the interval; 80 % of it is stage 82 (join, map, reduceByKey), where partition 7 has 12 × the rows of the median",
            "evidence": ["the last 100 batches took 1.41 s in the median, the interval is 1 s", "stage 82 took 1.13 s of that",
                         "partition 7 read 241,000 rows, the median partition 20,100", "since the batch of 14:02:01"]},
    }


def _executors(many):
    return [{"executor": n, "worker": worker(n), "address": "10.0.0.%d:40011" % n, "state": "attached", "slots": 4, "running_tasks": 4 - n % 2,
             "tasks": 1200 * n, "tasks_ms": 66_000 * n * n, "records": 3_000_000 * n, "blocks": 12 + n, "memory_bytes": 6_448_128 * n,
             "disk_bytes": 0, "to_hand_over": 0, "attached": FIRST_MS - 2000, "gone": None, "reason": ""} for n in range(1, many + 1)]


def _cluster():
    def application(name, ident, state, ended, message=""):
        executors = [] if ended else [{"executor": n, "worker": worker(n), "cores": 4, "state": "running"} for n in (1, 2, 3)]
        return {"id": ident, "name": name, "state": state, "message": message, "submitted_ms": FIRST_MS - 5000 if not ended else FIRST_MS - 3_600_000,
                "started_ms": FIRST_MS - 4000, "ended_ms": ended, "cores_wanted": 12, "restarts": 1, "executors": executors}

    return {
        "version": "1.4.0", "address": "10.0.0.1:7077", "started_ms": FIRST_MS - 7_200_000,
        "workers": [{"worker": worker(n), "host": "node%d.example" % n, "state": "alive", "cores": 8, "cores_used": 4, "memory_bytes": 16 << 30,
                     "heartbeat_age_ms": 240 * n, "registered_ms": FIRST_MS - 7_000_000} for n in (1, 2, 3)],
        "applications": [application("clicks per page", ID, "running", None),
                         application("nightly totals", BATCH_JOB, "finished", FIRST_MS - 600_000),
                         application("<script>alert(1)</script> & a name that somebody chose without thinking of who will read it " + "x" * 80,
                                     "app-20261118120000-0002", "failed", FIRST_MS - 900_000, "the program ended with status 3: cannot open \u202e/data/in\x07")],
    }


def _spread(*figures):
    return dict(zip(("min", "lower_quartile", "median", "upper_quartile", "max", "total"), figures))


def _job_line(number, started):
    return {"job": number, "description": "saveAsTextFiles at clicks.cc:48", "state": "succeeded", "output": 0, "started": started + 8,
            "ended": started + 1180, "tasks": 39, "completed": 39, "error": ""}


def _job(batch):
    def stage(number, parents, name, tasks, run, slowest):
        task = {"partition": 7, "executor": 2, "run_ms": slowest, "records": 241_000}
        return {"number": number, "attempt": 0, "name": name, "parents": parents, "tasks": tasks, "active": 0, "completed": tasks,
                "failed": 0, "started": batch + 10, "ended": batch + 10 + run,
                "took": {"run_ms": _spread(12, 40.25, 55, 71, slowest, 55 * tasks), "slowest": task, "largest": task,
                         "records": _spread(9000, 19_000, 20_100, 22_000, 241_000, 482_000),
                         "executors": [{"executor": n, "tasks": tasks // 3, "run_ms": 55 * tasks // 3 * n, "records": 160_000} for n in (1, 2, 3)]}}

    return {**_job_line(41, batch), "group": "", "batch": batch,
            "stages": [stage(80, [], "socketTextStream at clicks.cc:22, flatMap at clicks.cc:24, filter at clicks.cc:25", 12, 120, 90),
                       stage(81, [], "textFileStream at clicks.cc:27, map at clicks.cc:28", 11, 90, 60),
                       stage(82, [80, 81], "join at clicks.cc:30, map at clicks.cc:30, reduceByKey at clicks.cc:31", 12, 960, 940),
                       stage(83, [82], "mapValues at clicks.cc:40, saveAsTextFiles at clicks.cc:48", 4, 60, 31)]}


def _jobs():
    return [{"jobId": n, "name": "saveAsTextFiles at clicks.cc:48" if n % 2 else "foreachRDD at clicks.cc:55", "status": "RUNNING" if n == 43 else "SUCCEEDED",
             "submissionTime": "2026-11-18T14:00:%02d.120GMT" % n, "stageIds": [2 * n, 2 * n + 1], "numTasks": 27, "numFailedTasks": n % 5 // 4,
             "numCompletedTasks": 11 if n == 43 else 27, **({} if n == 43 else {"completionTime": "2026-11-18T14:00:%02d.980GMT" % n})}
            for n in range(43, -1, -1)]


def log(executor, stream):
    """What it has printed."""
    if stream == "out":
        return "Time: %d ms\n" % FIRST_MS
    lines = ["2026-11-18 14:%02d:%02d.120 I %s batch %d done" % (n // 60, n % 60, "driver" if executor < 0 else "executor %d" % executor, n) for n in range(600)]
    return "\n".join(lines) + "\n2026-11-18 14:10:01.001 \x1b[33mW\x1b[0m prices.example:9998: Connection refused\n"


def _environment():
    return {"settings": [
        {"key": "spark.app.name", "value": "clicks per page", "source": "code"}, {"key": "spark.cores.max", "value": "12", "source": "flag"},
        {"key": "spark.streaming.backpressure.enabled", "value": "true", "source": "file"},
        {"key": "spark.streaming.receiver.writeAheadLog.enable", "value": "false", "source": "default"},
        {"key": "spark.task.maxFailures", "value": "4", "source": "default"}, {"key": "sluice.state.memory", "value": "512m", "source": "environment"}]}
