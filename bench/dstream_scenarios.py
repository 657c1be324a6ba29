"""Scenarios of batch programs, windows and state: programs that read files or make their records, so no generator runs."""
import math
import os
import shutil
import statistics
import tempfile
import time

from system import SHUFFLE_APP, STATE_APP, TEXT_APP, WRITE_TEXT, Program, WrongAnswer

RUN = r"^run seconds ([\d.]+) (\w+) (\d+)(?: distinct (\d+) checksum (\w+))?"


class Text:
    """The peers' text, in memory if there is room, and what is known of it."""

    def __init__(self, lines, files=1):
        in_memory = os.path.isdir("/dev/shm") and shutil.disk_usage("/dev/shm").free > 300 * lines
        self._folder = tempfile.TemporaryDirectory(prefix="sluice-text-", dir="/dev/shm" if in_memory else None)
        self.folder = self._folder.name
        writer = Program([WRITE_TEXT, str(files), str(lines), self.folder + "/words"])
        self.facts = writer.finish(300)
        self.checksum = writer.find(r"^checksum (\w+)")[0][1].group(1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._folder.cleanup()


def equal(what, wanted, found):
    if wanted != found:
        raise WrongAnswer("%s: %s, right: %s" % (what, found, wanted))


def runs(program):
    return [match for _, match in program.find(RUN)]


def text_file(settings):
    """Words or matching lines of one file, counted several times in one application; the first run tells of the start."""
    with Text(settings["lines"]) as text:
        app = Program([TEXT_APP, settings["kind"], text.folder + "/words0", str(settings["runs"])])
        app.finish(300)
        for run in runs(app):
            equal(run.group(2), text.facts["matches" if settings["kind"] == "grep" else "words"], int(run.group(3)))
            if settings["kind"] == "words":
                equal("distinct words", text.facts["distinct"], int(run.group(4)))
                equal("checksum", text.checksum, run.group(5))
    seconds = sorted(float(run.group(1)) for run in runs(app))
    return {"best_s": seconds[0], "median_s": statistics.median(seconds), "worst_s": seconds[-1],
            "lines_per_s": settings["lines"] / seconds[0]}


def streamed_files(settings):
    """A file a second is moved into the folder of a stream that counts its words."""
    files = settings["files"]
    with Text(settings["lines"], files) as text:
        watched = text.folder + "/watched"
        os.mkdir(watched)
        app = Program([TEXT_APP, "stream", watched, str(files + 3)])
        app.wait_for("^started")
        for i in range(files):
            time.sleep(1)
            os.utime("%s/words%d" % (text.folder, i))
            os.rename("%s/words%d" % (text.folder, i), "%s/words%d" % (watched, i))
        app.finish(60 + files)
    equal("words", text.facts["words"], sum(int(run.group(3)) for run in runs(app)))
    seconds = sorted(float(run.group(1)) for run in runs(app))
    return {"file_s": statistics.median(seconds), "worst_file_s": seconds[-1], "all_files_s": sum(seconds)}


# In MiB.
MEMORY_SETTINGS = {"state_memory": "sluice.state.memory", "block_memory": "sluice.executor.memory",
                   "other_memory": "spark.executor.memoryOverhead"}


def state_run(settings, conf):
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        words = [STATE_APP, settings["kind"], "--checkpoint", folder + "/checkpoint"]
        for name in ("records", "keys", "partitions", "reducers", "batches", "window", "warm_up"):
            if name in settings:
                words += ["--" + name.replace("_", "-"), str(settings[name])]
        words += ["--" + flag for flag in ("filled", "received") if settings.get(flag)]
        for name, key in MEMORY_SETTINGS.items():
            if name in settings:
                conf = {**conf, key: "%dm" % settings[name]}
        return Program(words, conf).finish(300)


def stream_with_state(settings):
    """Records made in the tasks, a batch a second. Held: every batch that counts was done within 2 s of its end."""
    figures = state_run(settings, {})
    held = figures["max_late_ms"] <= 2000
    return {"records_per_s": settings["records"] if held else 0, "median_ms": figures["median_ms"],
            "max_ms": figures["max_ms"], "max_late_ms": figures["max_late_ms"], "peak_mib": figures["peak_mib"]}


def compared_batches(settings):
    """The same stream with two values of one setting, batch after batch without waiting. The first runs before and after
    the other, as the speed of a machine drifts."""
    def run(i):
        warm_up = settings["warm_ups"][i]
        return state_run({**settings, settings["varied"]: settings["values"][i], "warm_up": warm_up,
                          "batches": warm_up + 100}, {"spark.streaming.clock": "manual"})
    before, other, after = run(0), run(1), run(0)
    median = (before["median_ms"] + after["median_ms"]) / 2
    return {"median_ms": median, "other_median_ms": other["median_ms"], "ratio": other["median_ms"] / median,
            "other_max_ms": other["max_ms"], "other_peak_mib": other["peak_mib"]}


def state_in_memory(settings):
    """What state takes: the peak of a program, the load of its initial state included, above that of one with few keys
    and the memory of blocks, which that load fills."""
    manual = {"spark.streaming.clock": "manual"}
    rest = state_run({**settings, "keys": 1000}, manual)
    whole = state_run(settings, manual)
    return {"state_mib": whole["peak_mib"] - rest["peak_mib"] - settings["block_memory"], "peak_mib": whole["peak_mib"],
            "median_ms": whole["median_ms"], "max_ms": whole["max_ms"]}


def shuffled(settings):
    """Sort or join; the program checks its answer itself."""
    results = [Program([SHUFFLE_APP, settings["kind"], str(settings["mb"])]).finish(120)
               for _ in range(settings["runs"])]
    seconds = [figures["seconds"] for figures in results]
    return {"best_s": min(seconds), "worst_s": max(seconds), "mb_per_s": settings["mb"] / min(seconds)}


def growth(settings):
    """What a batch costs with growing values of one setting: median milliseconds at each, drawn to a logarithmic scale."""
    figures = {}
    for value in settings["values"]:
        run = state_run({**settings, settings["varied"]: value}, {"spark.streaming.clock": "manual"})
        figures["ms_at_%d" % value] = run["median_ms"]
    for value, millis in zip(settings["values"], figures.values()):
        print("  %10d %s %.0f ms" % (value, "#" * max(1, round(12 * math.log10(max(millis, 1)))), millis))
    return figures
