"""What can go wrong, by kind: how it begins and ends. begin() returns whether its effect was seen; end() whether all is well again,
as far as that is its own."""
import contextlib
import os
import signal

from process import eventually, identity, lives

FULL = "full-disk"  # The file that fills a disk.
SEEN_WITHIN = 5


def _seen(what, check):
    """Whether check() becomes true in time."""
    with contextlib.suppress(AssertionError):
        return bool(eventually(what, check, timeout=SEEN_WITHIN))
    return False


def _send(process, number):
    with contextlib.suppress(ProcessLookupError), os.fdopen(os.pidfd_open(process[0])) as handle:
        if lives(process):
            signal.pidfd_send_signal(handle.fileno(), number)


def _state(process):
    with contextlib.suppress(OSError), open("/proc/%d/stat" % process[0], encoding="utf-8", errors="replace") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0]


def victims(system, whom, fault):
    """Processes (pid, start) of that kind that run now."""
    if whom == "submit":
        return [system.applications[fault.application].follower]
    if whom in ("driver_daemon", "worker_daemon"):
        return [identity(system.cluster.processes[fault.machine].pid)]
    records = system.records(fault.machine)
    if whom.endswith("_machine"):
        return [identity(system.cluster.processes[fault.machine].pid)] + [p for r in records for p in (r.keeper, r.child)]
    mine = [record for record in records if record.application == system.applications[fault.application].id]
    return [record.keeper if whom == "keeper" else record.child for record in mine]


class Kill:
    """SIGKILL. What nobody else starts again, as daemons, is started again at the end."""

    def __init__(self, whom):
        self._whom = whom

    def begin(self, system, fault):
        killed = [process for process in victims(system, self._whom, fault) if process]
        for process in killed:
            _send(process, signal.SIGKILL)
        return bool(killed) and _seen("killed", lambda: not any(map(lives, killed)))

    def end(self, system, fault):
        if self._whom == "submit":
            system.applications[fault.application].follow()
        elif self._whom.endswith(("_daemon", "_machine")):
            system.restart(fault.machine)


class Stall:
    """SIGSTOP, then SIGCONT."""

    def __init__(self, whom):
        self._whom = whom
        self._stopped = []

    def begin(self, system, fault):
        self._stopped = [process for process in victims(system, self._whom, fault) if process]
        for process in self._stopped:
            _send(process, signal.SIGSTOP)
        return bool(self._stopped) and _seen("stopped", lambda: all(_state(process) == "T" for process in self._stopped))

    def end(self, system, fault):
        for process in self._stopped:
            _send(process, signal.SIGCONT)


class CutBothWays:
    def begin(self, system, fault):
        system.machines.pull_cable(fault.machine)
        return not system.machines.reaches(fault.machine, fault.other) and not system.machines.reaches(fault.other, fault.machine)

    def end(self, system, fault):
        system.machines.plug_cable(fault.machine)


class CutOneWay:
    """The machine does not hear the other one, which hears it."""

    def begin(self, system, fault):
        system.machines.make_deaf(fault.machine, fault.other)
        return not system.machines.reaches(fault.other, fault.machine)

    def end(self, system, fault):
        system.machines.make_hear(fault.machine, fault.other)


class SlowLink:
    def begin(self, system, fault):
        system.machines.slow_cable(fault.machine, fault.rate)
        return _seen("something waits", lambda: system.machines.is_slowed(fault.machine))

    def end(self, system, fault):
        system.machines.quicken_cable(fault.machine)


class FullDisk:
    """The disk of the machine's daemon, with all that its children keep."""

    def begin(self, system, fault):
        path = os.path.join(system.cluster.data(fault.machine), FULL)
        with contextlib.suppress(OSError), open(path, "wb", buffering=0) as file:
            while True:
                file.write(bytes(1 << 20))
        disk = os.statvfs(path)
        return disk.f_bavail == 0

    def end(self, system, fault):
        os.remove(os.path.join(system.cluster.data(fault.machine), FULL))


class Replace:
    """A successor of a daemon, which sends it away."""

    def begin(self, system, fault):
        former = system.cluster.processes[fault.machine]
        system.restart(fault.machine, "--replace")
        return former.wait(30) == 0

    def end(self, system, fault):
        pass


class Stop:
    """SIGTERM: the daemon ends in order, and all that it has started before it."""

    def begin(self, system, fault):
        daemon, children = system.cluster.processes[fault.machine], victims(system, "worker_machine", fault)
        daemon.terminate()
        return daemon.wait(40) == 0 and not any(map(lives, children))

    def end(self, system, fault):
        system.restart(fault.machine)


def make(kind):
    verb, _, whom = kind.partition("_")
    verbs = {"kill": Kill, "stall": Stall}
    if verb in verbs:
        return verbs[verb](whom)
    return {"cut_both_ways": CutBothWays, "cut_one_way": CutOneWay, "slow_link": SlowLink, "full_disk": FullDisk,
            "replace_driver_daemon": Replace, "replace_worker_daemon": Replace, "stop_worker_daemon": Stop}[kind]()
