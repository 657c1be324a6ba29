"""The driver of a supervised application is killed with SIGKILL: it is started again by itself, finds its executors, and
goes on from its checkpoint directory. What lives is not read, started or computed again.

Real processes on loopback.
"""
import os
import re
import signal
import unittest

from keyed_lines import KEYS, RUNNING_TOTALS, Source
from local_cluster import LocalCluster
from process import eventually


class DriverRecovery(unittest.TestCase):
    def setUp(self):
        self.cluster = LocalCluster(workers=2)
        self.addCleanup(self.cluster.stop)
        self.source = Source()
        self.addCleanup(self.source.close)
        self.checkpoint = self.cluster.path("checkpoint")
        self.submit = self.cluster.start("submit", "submit", "--driver", self.cluster.address, "--supervise", RUNNING_TOTALS,
                                         "--", str(self.source.port), self.checkpoint)
        self.source.accept()

    def application(self):
        return self.cluster.status()["applications"][-1]

    def executors(self):
        """(number, pid) of each."""
        return sorted((e["executor"], e["pid"]) for e in self.application()["executors"])

    def batches(self):
        """Their times, in the order in which the program has said them."""
        return [int(m.group(1)) for m in (re.match(r"batch (\d+) keys", line) for line in self.submit.lines) if m]

    def wait_for_total(self):
        self.submit.wait_for(r"^batch \d+ keys %d lines %d$" % (KEYS, self.source.sent), timeout=30)

    def kill_driver_between_batches(self):
        """Behind the checkpoint of the last batch that was told, which has just begun to be waited for."""
        pid = self.application()["driver_pid"]
        told = len(self.batches())
        eventually("another batch", lambda: len(self.batches()) > told)
        last = self.batches()[-1]
        eventually("its checkpoint", lambda: os.path.exists(os.path.join(self.checkpoint, "checkpoint-%d" % last)))
        os.kill(pid, signal.SIGKILL)

    def wait_for_next_life(self, lives):
        eventually("its next life", lambda: self.application()["restarts"] == lives and self.application()["state"] == "RUNNING")

    def logs_of_executors(self):
        name = self.application()["application"]
        return "\n".join(self.cluster.cli("logs", "--executor", str(number), name)[1] for number, _ in self.executors())

    def assert_every_batch_was_said_once(self):
        batches = self.batches()
        self.assertEqual(batches, list(range(batches[0], batches[-1] + 1, 1000)), "none twice, none left out")

    def assert_records_are_known(self):
        """Those of all lives, each once."""
        def records():
            return self.application()["status"]["records"]
        eventually("all are processed", lambda: records()["processed"] == self.source.sent)
        self.assertEqual(records()["received"], self.source.sent)
        self.assertEqual(records()["lost"], 0)

    def assert_nothing_was_done_again(self, name, executors):
        self.assertEqual(self.application()["application"], name)
        self.assertEqual(self.executors(), executors, "the same processes")
        self.assertFalse(self.source.has_another_caller(), "the receiver lives on")
        self.assert_records_are_known()
        self.assertNotIn("state read from files", self.logs_of_executors())
        self.assert_every_batch_was_said_once()

    def test_a_killed_driver_goes_on_with_its_executors(self):
        self.source.send(1000)
        self.wait_for_total()
        name, executors = self.application()["application"], self.executors()
        self.assertEqual(len(executors), 2)
        for life in range(1, 3):
            self.kill_driver_between_batches()
            self.source.send(500)
            self.wait_for_next_life(life)
            self.wait_for_total()
            self.source.send(500)
            self.wait_for_total()
            self.assert_nothing_was_done_again(name, executors)
        self.assertTrue(self.submit.is_running(), self.submit.output()[-3000:])

    def test_an_executor_that_dies_with_the_driver_costs_no_line(self):
        self.source.send(1000)
        self.wait_for_total()
        receiver = eventually("a receiver", lambda: self.application()["status"].get("receivers"))[0]["executor"]
        other = next(pid for number, pid in self.executors() if number != receiver)
        self.kill_driver_between_batches()
        os.kill(other, signal.SIGKILL)
        self.source.send(500)
        self.wait_for_total()
        self.assertFalse(self.source.has_another_caller())
        self.assert_records_are_known()
        self.assert_every_batch_was_said_once()

    def test_what_its_user_kills_is_not_started_again_and_leaves_no_executor(self):
        self.source.send(10)
        self.wait_for_total()
        name, pids = self.application()["application"], [pid for _, pid in self.executors()]
        self.assertEqual(self.cluster.cli("kill", name)[0], 0)
        eventually("it is killed", lambda: self.application()["state"] == "KILLED")
        for pid in pids:
            eventually("executor process %d has ended" % pid, lambda: not os.path.exists("/proc/%d" % pid))


if __name__ == "__main__":
    unittest.main(verbosity=2)
