"""A started program whose output is read all the time, so that a test can wait for a line of it."""
import contextlib
import os
import re
import signal
import subprocess
import threading
import time


def eventually(what, check, timeout=20):
    """The first true value of check(); looks again every 50 ms."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        value = check()
        if value:
            return value
        time.sleep(0.05)  # A poll: what a process of its own does can only be asked for.
    raise AssertionError("not within %d s: %s" % (timeout, what))


def start_of(pid):
    """When it was forked, in ticks since the boot; None: it has ended."""
    try:
        with open("/proc/%d/stat" % pid, encoding="utf-8", errors="replace") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def identity(pid):
    """(pid, start): names the process among all that ever had its number. None: it has ended."""
    start = start_of(pid)
    return start and (pid, start)


def lives(process):
    return process is not None and start_of(process[0]) == process[1]


class Record:
    """What a keeper has written down of a child: both as (pid, start), and whose it is."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as record:
            words = [line.split() for line in record]
        self.application = os.path.basename(os.path.dirname(os.path.dirname(path)))
        self.keeper, self.child = (next(((int(w[1]), int(w[2])) for w in words if w[0] == who), None) for who in ("keeper", "child"))


def records(folder):
    """Of what daemons with data below `folder` have started, whether it lives or not."""
    found = []
    for path, _, files in os.walk(folder):
        if "process" in files:
            with contextlib.suppress(FileNotFoundError):  # Its daemon may remove it at any time.
                found.append(Record(os.path.join(path, "process")))
    return found


def children(folder):
    """Process ids of what daemons with data below `folder` have started, and what lives, with them or without."""
    return [record.child[0] for record in records(folder) if lives(record.child)]


def keepers(folder):
    """Process ids of the keepers of these children, as far as they live."""
    return [record.keeper[0] for record in records(folder) if lives(record.keeper)]


def command_line(pid):
    """The words of it, as ps shows them."""
    with open("/proc/%d/cmdline" % pid, encoding="utf-8", errors="replace") as words:
        return words.read().rstrip("\0").split("\0")


def short_name(pid):
    """What top shows."""
    with open("/proc/%d/comm" % pid, encoding="utf-8", errors="replace") as name:
        return name.read().rstrip("\n")


def end_children(folder):
    """SIGKILL to all of them: they outlive their daemons."""
    ending = children(folder)
    for pid in ending:
        os.kill(pid, signal.SIGKILL)
    eventually("children have ended", lambda: not any(map(start_of, ending)))


class Process:
    def __init__(self, name, words, env=None):
        self.name = name
        self.lines = []
        self._changed = threading.Condition()
        self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                         text=True, errors="replace", env={**os.environ, **(env or {})}, start_new_session=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self._process.stdout:
            with self._changed:
                self.lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()

    @property
    def pid(self):
        return self._process.pid

    def output(self):
        with self._changed:
            return "\n".join(self.lines)

    def wait_for(self, pattern, timeout=20, occurrences=1):
        """The match in the line that is the `occurrences`-th to match; fails when the program ends or time runs out."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                matches = [m for m in (re.search(pattern, line) for line in self.lines) if m]
                if len(matches) >= occurrences:
                    return matches[occurrences - 1]
                left = deadline - time.monotonic()
                if left <= 0 or not self._reader.is_alive():
                    why = "ended" if left > 0 else "did not say so within %d s" % timeout
                    raise AssertionError("%s: no line like /%s/: it %s\n%s" % (self.name, pattern, why, "\n".join(self.lines[-40:])))
                self._changed.wait(min(left, 0.5))

    def wait(self, timeout):
        """Its exit code."""
        try:
            code = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise AssertionError("%s still runs after %d s\n%s" % (self.name, timeout, "\n".join(self.lines[-40:]))) from None
        self._reader.join(5)
        return code

    def is_running(self):
        return self._process.poll() is None

    def terminate(self):
        self._signal(signal.SIGTERM)

    def kill(self):
        """SIGKILL to the program alone: its children live on."""
        self._signal(signal.SIGKILL)
        self._process.wait(10)

    def kill_group(self):
        if self._process.poll() is None:  # Else the number may be somebody else's by now.
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)
        self._reader.join(5)
        self._process.stdout.close()

    def _signal(self, number):
        if self._process.poll() is None:
            os.kill(self._process.pid, number)
