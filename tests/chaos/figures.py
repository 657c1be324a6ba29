"""How much memory every process has and how much disk every machine uses, over time, and how fast that grows."""
import collections
import os
import time

from process import identity, short_name
from repeated import Repeated

MIB = 1 << 20
Figure = collections.namedtuple("Figure", "what first last most slope")  # The slope is of the second half, in MiB an hour.


def memory_of(pid):
    """Bytes that are resident; None: it has ended."""
    try:
        with open("/proc/%d/status" % pid, encoding="utf-8", errors="replace") as status:
            return next((int(line.split()[1]) << 10 for line in status if line.startswith("VmRSS:")), None)
    except OSError:
        return None


def disk_of(folder):
    """Bytes of the blocks of all files below it."""
    total = 0
    for path, _, files in os.walk(folder):
        for name in files:
            try:
                total += os.lstat(os.path.join(path, name)).st_blocks * 512
            except FileNotFoundError:  # It was there when the folder was read.
                pass
    return total


def slope(points):
    """Of the line through (x, y) that fits best; 0 for fewer than two."""
    if len(points) < 2:
        return 0.0
    mean_x, mean_y = (sum(p[i] for p in points) / len(points) for i in (0, 1))
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


class Figures:
    """What was measured: (seconds since the start, bytes) of each thing."""

    def __init__(self):
        self._series = collections.defaultdict(list)

    def add(self, at, sizes):
        for what, size in sizes.items():
            if size is not None:
                self._series[what].append((at, size))

    def all(self):
        for what, points in sorted(self._series.items()):
            sizes = [size for _, size in points]
            later = [(at / 3600, size / MIB) for at, size in points[len(points) // 2:]]
            yield Figure(what, sizes[0], sizes[-1], max(sizes), slope(later))

    def table(self):
        lines = ["%10s %10s %10s %12s" % ("first MiB", "last MiB", "most MiB", "MiB an hour")]
        lines += ["%10.1f %10.1f %10.1f %+12.2f  %s" % (f.first / MIB, f.last / MIB, f.most / MIB, f.slope, f.what) for f in self.all()]
        return "\n".join(lines)


def sizes_of(system):
    """Of each process that runs, by what it is, where and under which id; and of the disk of each machine."""
    sizes = {}
    for machine in ["driver", *system.workers]:
        daemon = identity(system.cluster.processes[machine].pid)
        pids = [] if daemon is None else [daemon[0]]
        for record in system.records(machine):
            pids += [record.child[0], record.keeper[0]]
        for pid in pids:
            try:
                sizes["memory on %s of %s %d" % (machine, short_name(pid), pid)] = memory_of(pid)
            except FileNotFoundError:  # It has ended just now.
                pass
        sizes["disk on %s of its daemon and children" % machine] = disk_of(system.cluster.data(machine))
    for application in system.applications:
        sizes["disk of checkpoints of " + application.name] = disk_of(os.path.join(application.folder, "checkpoint"))
    return sizes


class Sampler(Repeated):
    """Measures a system once in so many seconds, until it is told that all is over."""

    def __init__(self, system, every):
        super().__init__(every, self._measure)
        self.figures = Figures()
        self._system = system
        self._made = time.monotonic()

    def _measure(self):
        self.figures.add(time.monotonic() - self._made, sizes_of(self._system))
