"""Real processes on four network namespaces, to which everything happens for some minutes: each line must be counted as often as
is promised, in every kind of count and in every batch. As root.

Ends with 0 or 1, and with what differed. The same seed gives the same faults in the same order, on processes that are as they are.
"""
import argparse
import collections
import random
import signal
import sys
import threading
import time

from fault_plan import plan, read_mix
from faults import make
from figures import Sampler
from ledger import SHOWN, lost_within, missing_and_doubled, wrongly_saved
from process import eventually
from system import System

NO_BATCH_MAX = 90  # Seconds. What stands still for longer does not come back.
ALL_COUNTED_WITHIN = 120
SAMPLE_EVERY = 10  # Seconds.


class FaultRun:
    """One fault, while and after it happens."""

    def __init__(self, planned):
        self.planned = planned
        self.began = self.ended = None
        self.seen = False
        self.error = None

    def go(self, system, started, over):
        if over.wait(max(0, started + self.planned.at - time.monotonic())):
            return
        fault, self.began = make(self.planned.kind), time.time()
        try:
            self.seen = fault.begin(system, self.planned)
            over.wait(self.planned.lasts)
        except Exception as error:
            self.error = error
        self._end(fault, system)

    def _end(self, fault, system):
        try:
            fault.end(system, self.planned)
        except Exception as error:
            self.error = self.error or error
        self.ended = time.time()

    def __str__(self):
        p = self.planned
        return "%7.1f s %-24s %-6s %4.1f s%s" % (p.at, p.kind, p.machine, p.lasts, "" if self.seen else "   not seen" if self.began else "")


class Run:
    def __init__(self, system, faults, seconds):
        self._system = system
        self._seconds = seconds
        self.faults = [FaultRun(fault) for fault in faults]

    def inject(self):
        """Until all faults have come and gone, or an application stands still; then that is said."""
        over, started = threading.Event(), time.monotonic()
        threads = [threading.Thread(target=fault.go, args=(self._system, started, over)) for fault in self.faults]
        for thread in threads:
            thread.start()
        try:
            return self._watch(started)
        finally:
            over.set()
            for thread in threads:
                thread.join()

    def _watch(self, started):
        batches = {application.name: (0, started) for application in self._system.applications}
        while time.monotonic() < started + self._seconds:
            time.sleep(1)  # A poll, at the pace of batches.
            now = time.monotonic()
            for application in self._system.applications:
                done, since = batches[application.name]
                if application.batches() > done:
                    batches[application.name] = (application.batches(), now)
                elif now > since + NO_BATCH_MAX:
                    return ["%s: no batch for %d s" % (application.name, NO_BATCH_MAX)]
        return []

    def finish(self):
        """Waits until everything is well and all that was sent is counted; what differs."""
        self._system.wait_until_well()
        return self._check_positions(self._system.applications[0]) + self._check_plain(self._system.applications[1])

    def _check_positions(self, application):
        sent = application.source.finish()
        differences = waiting_for(application, lambda: application.results().last_line() >= sent - 1)
        missing, doubled = missing_and_doubled(application.results().lines(), sent)
        return differences + self._check_saved(application, sent) + self._check(application, missing, doubled)

    def _check_saved(self, application, sent):
        waiting_for(application, lambda: not wrongly_saved(self._system.saved_counts(), sent))
        return ["%s: PostgreSQL has %s" % (application.name, wrong) for wrong in wrongly_saved(self._system.saved_counts(), sent)]

    def _check_plain(self, application):
        before = application.source.sent
        differences = waiting_for(application, lambda: application.results().last_line() >= before)
        application.source.close()
        done = application.batches()
        differences += waiting_for(application, lambda: application.batches() > done + 5)
        counted, lost = application.results().lines(), application.status()["status"]["records"]["lost"]
        missing, doubled = missing_and_doubled(counted, application.source.sent)
        within = lost_within(missing, counted, application.source.connections)
        print("plain: %d of %d lines are not counted, %d were reported, %d lost with a connection" %
              (len(missing), application.source.sent, lost, len(missing) - len(within)))
        return differences + self._check(application, within if len(within) > lost else [], doubled, lost > 0)

    @staticmethod
    def _check(application, missing, doubled, was_lost=False):
        wrong = ["%s line %d" % (what, line) for what, found in (("missing", missing), ("doubled", doubled)) for line in found]
        status = application.status()
        if status["state"] != "RUNNING":
            wrong.append("it is %s: %s" % (status["state"], status["message"]))
        return ["%s: %s" % (application.name, what) for what in wrong + application.results().wrong(was_lost)]

    def report(self):
        kinds = collections.Counter(fault.planned.kind for fault in self.faults if fault.seen)
        unseen = [fault for fault in self.faults if fault.began and not fault.seen]
        print("%d faults: %s" % (sum(kinds.values()), ", ".join("%s %d" % kind for kind in sorted(kinds.items()))))
        for fault in unseen:
            print("not seen: %s %s" % (fault, fault.error or ""))
        for application in self._system.applications:
            self._report_on(application)

    def _report_on(self, application):
        results = application.results()
        stall, since = results.longest_stall()
        during = [fault.planned.kind for fault in self.faults if fault.began and fault.began < since + stall and fault.ended > since]
        again = getattr(application.source, "read_again", None)
        print("%s: %d batches, longest stall %.1f s (%s), %d tasks run again%s" %
              (application.name, len(results.ended), stall, ", ".join(during) or "no fault", results.tasks_again(),
               "" if again is None else ", %d records read again" % again))


def waiting_for(application, check):
    try:
        eventually("all that was sent is counted", check, timeout=ALL_COUNTED_WITHIN)
        return []
    except AssertionError as error:
        return ["%s: %s" % (application.name, error)]


def measured(system, do):
    """What it returns; prints how memory and disk of all processes changed meanwhile."""
    with Sampler(system, SAMPLE_EVERY) as sampler:
        done = do()
    print(sampler.figures.table(), flush=True)
    return done


def run(mix, seed, seconds, soak=False):
    """What differed. `soak`: what memory and disk became is printed."""
    faults = plan(read_mix(mix), seed, seconds)
    print("seed %d, mix %s, %d faults in %.0f s" % (seed, mix, len(faults), seconds), flush=True)
    with System() as system:
        run = Run(system, faults, seconds)
        differences = run.inject() if not soak else measured(system, run.inject)
        try:
            differences += run.finish()
        except (AssertionError, OSError, ValueError) as error:
            differences.append(str(error))
        run.report()
        if differences:
            print("faults:\n%s\nlogs and results: %s" % ("\n".join(map(str, run.faults)), system.save()))
        return differences


def main():
    arguments = argparse.ArgumentParser(prog="chaos", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--minutes", type=float, default=10, help="how long faults come [10]")
    arguments.add_argument("--seed", type=int, default=random.randrange(1 << 30), help="of the plan of faults [random]")
    arguments.add_argument("--mix", default="all", help="which faults: a file of tests/chaos/mixes [all]")
    arguments.add_argument("--soak", action="store_true", help="print how memory of each process and disk of each machine grow")
    arguments.add_argument("--plan", action="store_true", help="only show the faults")
    options = arguments.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if options.plan:
        print("\n".join(str(FaultRun(fault)) for fault in plan(read_mix(options.mix), options.seed, options.minutes * 60)))
        return 0
    try:
        differences = run(options.mix, options.seed, options.minutes * 60, options.soak)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    for difference in differences[:SHOWN * 4]:
        print("DIFFERS: " + difference)
    print("seed %d: %s" % (options.seed, "%d differences" % len(differences) if differences else "every count is right"))
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
