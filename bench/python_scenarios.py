"""Scenarios of PySpark programs: the same ones, unchanged, on Sluice and on a JVM if one is there.

PEER_PYTHON names an interpreter with the whole pyspark, jars included, and java on PATH; Sluice runs with it as well then. Without it
Sluice is measured alone, and what compares both is left out.
"""
import os
import statistics
import tempfile
import threading
import time

from dstream_scenarios import Text, equal
from system import SLUICE, Program, WrongAnswer, load, memory_mib

PROGRAMS = os.path.abspath("bench/python")
RUN = r"^run seconds ([\d.]+) answer (\S+)"
BATCH = r"^batch (\d+) keys (\d+) words (\d+) age_ms ([\d.]+)"
SECONDS_MAX = 600
AROUND_PYTHON = 0.9  # Of the time that the peer spends outside of Python nothing is to be left, but for a tenth of all.
PEER = os.environ.get("PEER_PYTHON")


def _python_of_setup():
    cache = os.environ.get("SLUICE_CACHE") or os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "sluice")
    return os.path.join(cache, "venv/bin/python3")


def start(system, program, *arguments, cores=2):
    """As a user of either does."""
    path, words = os.path.join(PROGRAMS, program), [str(word) for word in arguments]
    variables = {"PYTHONHASHSEED": "0", "PYSPARK_PYTHON": PEER or _python_of_setup(), "SPARK_LOCAL_IP": "127.0.0.1"}
    if system == "sluice":
        return Program([SLUICE, "run", "--master", "local[%d]" % cores, path, *words], variables=variables)
    flags = "--master local[%d] --driver-memory 4g --conf spark.ui.enabled=false pyspark-shell" % cores
    return Program([PEER, path, *words], variables={**variables, "PYSPARK_SUBMIT_ARGS": flags})


def systems():
    return ["sluice", "peer"] if PEER else ["sluice"]


def tree(root):
    """(pid, short name) of the process and all that come of it."""
    parents = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid, encoding="utf-8", errors="replace") as stat:
                name, rest = stat.read().split("(", 1)[1].rsplit(")", 1)
            state, parent = rest.split()[:2]
            if state != "Z":
                parents.setdefault(int(parent), []).append((int(pid), name))
        except OSError:
            continue  # It has ended.
    found, unseen = [], [root]
    while unseen:
        children = parents.get(unseen.pop(), [])
        found += children
        unseen += [pid for pid, _ in children]
    own = [(pid, name) for siblings in parents.values() for pid, name in siblings if pid == root]
    return own + found


def is_python(name):
    return name.startswith("python")


class CpuWatch:
    """Seconds of CPU of a program's processes, looked at until it ends: {process id: (short name, seconds)}."""

    def __init__(self, program):
        self.seen = {}
        self._program = program
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while self._program.process.poll() is None:
            self.look()
            time.sleep(0.1)

    def look(self):
        for pid, name in tree(self._program.process.pid):
            try:
                with open("/proc/%d/stat" % pid, encoding="utf-8", errors="replace") as stat:
                    fields = stat.read().rsplit(")", 1)[1].split()
            except OSError:
                continue
            self.seen[pid] = (name, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"))

    def seconds(self):
        """(of Python processes, of all)"""
        seen = list(self.seen.values())
        return sum(s for name, s in seen if is_python(name)), sum(s for _, s in seen)


def share_between(before, after):
    """The share of Python's processes in the CPU that was used."""
    return (after[0] - before[0]) / (after[1] - before[1])


def wait_for_runs(program, count):
    """Until so many are out, or the program has ended."""
    deadline = time.time() + SECONDS_MAX
    while len(program.find(RUN)) < count and program.process.poll() is None:
        if time.time() > deadline:
            raise RuntimeError("%d runs take more than %d s:\n%s" % (count, SECONDS_MAX, program.text()))
        time.sleep(0.01)


def measured_runs(system, wanted, warm_up, *words):
    """Seconds of each run but the first ones, the answers of all, and the share of Python's processes meanwhile."""
    program = start(system, *words)
    try:
        watch = CpuWatch(program)
        wait_for_runs(program, warm_up)
        watch.look()
        before = watch.seconds()
        wait_for_runs(program, wanted)
        watch.look()
        after = watch.seconds()
        program.finish()
    finally:
        program.stop()
    runs = [match for _, match in program.find(RUN)]
    return [float(run.group(1)) for run in runs[warm_up:]], [run.group(2) for run in runs], share_between(before, after)


def compared(throughputs, shares):
    """`of_wanted`: 1 if nothing around Python costs more than a tenth."""
    figures = {"sluice_per_s": throughputs["sluice"], "sluice_python_share": shares["sluice"]}
    if PEER:
        wanted = AROUND_PYTHON / shares["peer"] * throughputs["peer"]
        figures |= {"peer_per_s": throughputs["peer"], "peer_python_share": shares["peer"], "wanted_per_s": wanted,
                    "of_peer": throughputs["sluice"] / throughputs["peer"], "of_wanted": throughputs["sluice"] / wanted}
    return figures


def python_word_count(settings):
    """Lines a second of the best warm run."""
    throughputs, shares, answers = {}, {}, {}
    with Text(settings["lines"]) as text:
        for system in systems():
            seconds, answers[system], shares[system] = measured_runs(
                system, settings["runs"], 1, "word_count.py", text.folder + "/words0", settings["runs"])
            throughputs[system] = settings["lines"] / min(seconds)
            for answer in answers[system]:
                words, distinct, _ = map(int, answer.split(","))
                equal("words", text.facts["words"], words)
                equal("distinct words", text.facts["distinct"], distinct)
                equal("the answer of " + system, answers["sluice"][0], answer)
    return compared(throughputs, shares)


def python_state(settings):
    """Records a second of the median warm batch."""
    throughputs, shares, answers = {}, {}, {}
    for system in systems():
        with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
            seconds, answers[system], shares[system] = measured_runs(
                system, settings["batches"], settings["warm_up"], "state.py", settings["keys"], settings["batches"], folder)
        throughputs[system] = settings["keys"] / statistics.median(seconds)
        equal("states of " + system, ["%d,%d" % (settings["keys"], settings["keys"] * (n + 1)) for n in range(settings["batches"])],
              answers[system])
    return compared(throughputs, shares)


def is_held(system, rate, seconds):
    """(whether the rate is held once the program is warm, the share of Python's processes): a batch in the last third of the time
    is out before the next but one ends, and no line is held back."""
    generator, port = load("words", rate, seconds)
    program = start(system, "stream_words.py", "127.0.0.1", port, seconds + 3, cores=3)
    watch = CpuWatch(program)
    try:
        time.sleep(seconds / 2)  # While it becomes warm.
        before = watch.seconds()
        sent = generator.wait_for(r"^sent (\d+) lines (\d+) words in ([\d.]+) s", seconds + 120)[1]
        share = share_between(before, watch.seconds())
        program.finish(seconds + 300)
    finally:
        program.stop()
        generator.stop()
    equal("words", int(sent.group(2)), int(program.results()["words"]))
    last = [float(m.group(4)) for _, m in program.find(BATCH) if int(m.group(3)) > 0][-(seconds // 3):]
    held = int(sent.group(1)) >= 0.97 * rate * float(sent.group(3)) and statistics.median(last) <= 1000 and max(last) <= 2000
    return held, share


def highest_rate(system, rates, seconds):
    """By halving; (rate, the share of Python's processes at it)."""
    low, high, best = 0, len(rates), (0.0, 0.0)
    while low < high:
        middle = (low + high) // 2
        held, share = is_held(system, rates[middle], seconds)
        if held:
            best, low = (float(rates[middle]), share), middle + 1
        else:
            high = middle
    if best[0] == 0:
        raise WrongAnswer("%s holds not even %d lines/s" % (system, rates[0]))
    return best


def python_socket_words(settings):
    best = {system: highest_rate(system, settings["rates"], settings["seconds"]) for system in systems()}
    return compared({system: rate for system, (rate, _) in best.items()}, {system: share for system, (_, share) in best.items()})


def python_empty_batches(settings):
    figures = {}
    for system in systems():
        program = start(system, "empty_batches.py", settings["batches"], cores=3)
        try:
            program.finish(120)
        finally:
            program.stop()
        runs = [match for _, match in program.find(RUN)]
        equal("batches of " + system, settings["batches"], len(runs))
        equal("rows of " + system, "0", runs[-1].group(2))
        millis = sorted(float(run.group(1)) * 1000 for run in runs[settings["warm_up"]:])
        figures |= {system + "_p50_ms": statistics.median(millis), system + "_p90_ms": millis[len(millis) * 9 // 10]}
    if PEER:
        figures["of_peer"] = figures["sluice_p50_ms"] / figures["peer_p50_ms"]
    return figures


def python_first_count(settings):
    figures = {}
    for system in systems():
        seconds, whole, contexts = [], [], []
        for _ in range(settings["runs"]):
            program = start(system, "first_count.py", 0)
            whole.append(program.wait_for(RUN)[0] - program.started)
            contexts.append(program.finish(60)["context_s"])
            ((_, run),) = program.find(RUN)
            equal("the count of " + system, "1000", run.group(2))
            seconds.append(float(run.group(1)))
        figures |= {system + "_s": statistics.median(seconds), system + "_context_s": statistics.median(contexts),
                    system + "_command_s": statistics.median(whole)}
    return figures


def python_memory(settings):
    figures = {}
    for system in systems():
        program = start(system, "first_count.py", settings["seconds"])
        program.wait_for(RUN)
        time.sleep(settings["seconds"] / 2)  # What it does at its start is over.
        resident = [(name, memory_mib(pid)) for pid, name in tree(program.process.pid)]
        program.finish(60)
        figures |= {system + "_mib": sum(mib for name, mib in resident if not is_python(name)),
                    system + "_python_mib": sum(mib for name, mib in resident if is_python(name))}
    return figures
