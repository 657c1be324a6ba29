"""Starts Sluice programs for a benchmark and reads what they print and use."""
import contextlib
import glob
import json
import os
import re
import signal
import subprocess
import tempfile
import threading
import time

LOAD = os.path.abspath("bench/load")
APP = os.path.abspath("bench/stream_app")
STEP = os.path.abspath("bench/step")
SHUFFLE_APP = os.path.abspath("bench/shuffle_app")
STATE_APP = os.path.abspath("bench/state_app")
TEXT_APP = os.path.abspath("bench/text_app")
WRITE_TEXT = os.path.abspath("bench/write_text")
SLUICE = os.path.abspath("tools/sluice")


class WrongAnswer(Exception):
    pass


class Program:
    """A running program; its lines are kept with their time of arrival. `conf`: what an embedded application is told; `variables`:
    what its environment has besides that of this one."""

    def __init__(self, words, conf=(), variables=()):
        self.started = time.time()
        self.lines = []
        self._changed = threading.Condition()
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        text=True, errors="replace", start_new_session=True,
                                        env={**os.environ, "SLUICE_CONF": "\n".join(map("=".join, dict(conf).items())),
                                             **dict(variables)})
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            with self._changed:
                self.lines.append((time.time(), line.rstrip("\n")))
                self._changed.notify_all()

    def find(self, pattern):
        with self._changed:
            return [(when, match) for when, line in self.lines if (match := re.search(pattern, line))]

    def wait_for(self, pattern, timeout=30):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if found := self.find(pattern):
                return found[0]
            with self._changed:
                self._changed.wait(0.05)
        raise RuntimeError("no line like /%s/ in\n%s" % (pattern, self.text()))

    def text(self):
        with self._changed:
            return "\n".join(line for _, line in self.lines[-60:])

    def finish(self, timeout=60):
        code = self.process.wait(timeout)
        self._reader.join(5)
        if code != 0:
            raise RuntimeError("exit code %d:\n%s" % (code, self.text()))
        return self.results()

    def results(self):
        """All NAME=VALUE of its `result` lines whose value is a number."""
        words = [word for _, match in self.find(r"^result (.*)") for word in match.group(1).split()]
        figures = {}
        for name, value in (word.split("=", 1) for word in words):
            with contextlib.suppress(ValueError):
                figures[name] = float(value)
        return figures

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def memory_mib(pid):
    with open("/proc/%d/status" % pid) as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def cpu_seconds(pid):
    """Of the process; of a finished one 0."""
    return _cpu_seconds("/proc/%d/stat" % pid)


def cpu_by_thread(pid):
    """Seconds by name of thread."""
    try:
        return {_first_line(thread + "/comm"): _cpu_seconds(thread + "/stat")
                for thread in glob.glob("/proc/%d/task/*" % pid)}
    except OSError:
        return {}  # It ends.


def parent(pid):
    return int(_stat_fields("/proc/%d/stat" % pid)[1])


def _first_line(path):
    with open(path) as file:
        return file.readline().rstrip("\n")


def _stat_fields(path):
    """From the state on: what comes after the name, which may hold anything."""
    return _first_line(path).rsplit(")", 1)[1].split()


def _cpu_seconds(path):
    fields = _stat_fields(path)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def processes_with(role):
    """Process ids whose environment has SLUICE_ROLE=role."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/environ" % pid, "rb") as environment:
                if b"SLUICE_ROLE=" + role.encode() in environment.read().split(b"\0"):
                    found.append(int(pid))
        except OSError:
            continue
    return found


class Cluster:
    """A driver daemon and some workers on loopback, or nothing at all for an embedded run."""

    def __init__(self, workers=0, cores=1):
        self._folder = tempfile.TemporaryDirectory(prefix="sluice-bench-")
        self.daemons = []
        self.driver = None
        if workers == 0:
            return
        self.driver = "127.0.0.1:0"
        self.start_driver()
        for i in range(workers):
            self._start("worker", "--driver", self.driver, "--cores", str(cores), "--memory", "1g", "--data-dir",
                        "%s/worker%d" % (self._folder.name, i))
            self.daemons[-1].wait_for("registered with")

    def start_driver(self):
        """Also again, where it was before: its children have lived on."""
        self._start("driver", "--listen", self.driver, "--data-dir", self._folder.name + "/driver")
        self.driver = self.daemons[-1].wait_for(r"listening on (\S+)")[1].group(1)

    def path(self, name):
        return "%s/%s" % (self._folder.name, name)

    def _start(self, *words):
        self.daemons.append(Program([SLUICE, *words]))

    def run(self, *words, supervised=False):
        """The benchmark's streaming program, submitted if there is a cluster."""
        if self.driver is None:
            return Program([APP, *words])
        supervise = ["--supervise"] if supervised else []
        return Program([SLUICE, "submit", "--driver", self.driver, *supervise, APP, "--", *words])

    def status(self):
        return json.loads(subprocess.check_output([SLUICE, "status", "--driver", self.driver, "--json"], timeout=10))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for daemon in reversed(self.daemons):
            daemon.stop()
        self._end_children()
        self._folder.cleanup()

    def _end_children(self):
        """They outlive their daemons."""
        for pid in self.processes_with("driver") + self.processes_with("executor"):
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)

    def processes_with(self, role):
        """As processes_with, but of no other cluster on this machine."""
        def is_here(pid):
            with contextlib.suppress(OSError):
                return os.readlink("/proc/%d/cwd" % pid).startswith(self._folder.name + "/")
        return list(filter(is_here, processes_with(role)))


def load(kind, rate, seconds):
    """A load generator and the port it listens on."""
    program = Program([LOAD, kind, "--rate", str(rate), "--seconds", str(seconds)])
    return program, program.wait_for(r"listening on \S+:(\d+)")[1].group(1)
