"""A cluster on loopback that runs running_totals, and the lines that it reads."""
import re
import unittest

from keyed_lines import KEYS, RUNNING_TOTALS, Source
from local_cluster import LocalCluster


class RunningTotalsTest(unittest.TestCase):
    def setUp(self):
        self.cluster = LocalCluster(workers=2)
        self.addCleanup(self.cluster.stop)
        self.source = Source()
        self.addCleanup(self.source.close)

    def submit(self, *options):
        """Returns when its receiver is there."""
        self.submitted = self.cluster.start("submit", "submit", "--driver", self.cluster.address, *options, RUNNING_TOTALS, "--",
                                            str(self.source.port), self.cluster.path("checkpoint"))
        self.source.accept()
        return self.submitted

    def application(self):
        return self.cluster.status()["applications"][-1]

    def executors(self):
        """(number, pid) of each."""
        return sorted((e["executor"], e["pid"]) for e in self.application()["executors"])

    def batches(self):
        """The times of those that it has told, in milliseconds."""
        return [int(m.group(1)) for m in (re.match(r"batch (\d+) keys", line) for line in self.submitted.lines) if m]

    def wait_for_total(self):
        self.submitted.wait_for(r"^batch \d+ keys %d lines %d$" % (KEYS, self.source.sent), timeout=30)

    def count(self, lines):
        self.source.send(lines)
        self.wait_for_total()
