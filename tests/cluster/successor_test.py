"""A worker daemon is killed, told to make room, or replaced: its executors work on, and the next daemon on the same data
folder adopts them. One that ends in order takes its executors with it; one that never comes back leaves none behind.

Real processes on loopback.
"""
import os
import shutil
import signal
import unittest

from process import children, eventually
from running_totals_test_base import RunningTotalsTest


class Successor(RunningTotalsTest):
    def setUp(self):
        super().setUp()
        self.daemons = {"w1": self.cluster.workers[0], "w2": self.cluster.workers[1]}

    def submit(self, *options):
        super().submit(*options)
        self.count(1000)

    def executors(self):
        """(number, worker, pid) of each."""
        return sorted((e["executor"], e["worker"], e["pid"]) for e in self.application()["executors"])

    def workers(self):
        return sorted((w["worker"], w["state"]) for w in self.cluster.status()["workers"])

    def children_of(self, name):
        return children(self.cluster.path(name))

    def successor(self, name, *options):
        former = self.daemons[name]
        self.daemons[name] = self.cluster.start_worker(name, "--memory", "256m", *options)
        self.daemons[name].wait_for("registered with")
        return former

    def assert_nothing_was_done_again(self, workers, executors):
        self.assertEqual(self.workers(), workers, "the same workers")
        self.assertEqual(self.executors(), executors, "the same processes")
        self.assertFalse(self.source.has_another_caller(), "the receiver lives on")
        batches = self.batches()
        self.assertEqual(batches, list(range(batches[0], batches[-1] + 1, 1000)), "none failed")
        eventually("all are processed", lambda: self.application()["status"]["records"]["processed"] == self.source.sent)
        self.assertEqual(self.application()["status"]["records"]["lost"], 0)

    def test_executors_outlive_a_daemon_that_is_killed(self):
        self.submit()
        workers, executors = self.workers(), self.executors()
        self.assertEqual(len(executors), 2)
        for name in ("w1", "w2", "w1"):
            self.daemons[name].kill()
            self.count(500)
            self.assertIn("away", [state for _, state in self.workers()])
            self.successor(name)
            self.count(500)
            self.assert_nothing_was_done_again(workers, executors)
        self.assertEqual(self.cluster.cli("kill", self.application()["application"])[0], 0)
        eventually("adopted executors are stopped", lambda: not self.children_of("w1") + self.children_of("w2"))

    def test_a_daemon_is_replaced(self):
        self.submit()
        workers, executors = self.workers(), self.executors()
        for name in ("w1", "w2", "w1"):
            former = self.successor(name, "--replace")
            self.assertEqual(former.wait(5), 0, former.output())
            self.count(500)
            self.assert_nothing_was_done_again(workers, executors)

    def test_sigusr2_ends_a_daemon_at_once_and_no_executor(self):
        self.submit()
        workers, executors = self.workers(), self.executors()
        os.kill(self.daemons["w1"].pid, signal.SIGUSR2)
        self.assertEqual(self.daemons["w1"].wait(5), 0, self.daemons["w1"].output())
        self.count(500)
        self.successor("w1")
        self.count(500)
        self.assert_nothing_was_done_again(workers, executors)

    def test_an_executor_that_dies_without_a_daemon_is_replaced_by_the_next(self):
        self.submit()
        receiver = eventually("a receiver", lambda: self.application()["status"].get("receivers"))[0]["executor"]
        number, _, pid = next(e for e in self.executors() if e[0] != receiver)
        name = next(name for name in self.daemons if pid in self.children_of(name))
        self.daemons[name].kill()
        os.kill(pid, signal.SIGKILL)
        self.successor(name)
        eventually("another executor", lambda: len(self.executors()) == 2 and number not in [e[0] for e in self.executors()])
        self.count(500)
        self.assertFalse(self.source.has_another_caller())

    def test_a_daemon_that_ends_in_order_ends_its_executors_first(self):
        self.submit()
        for name in ("w1", "w2"):
            self.assertEqual(len(self.children_of(name)), 1)
        self.daemons["w2"].terminate()
        self.assertEqual(self.daemons["w2"].wait(20), 0, self.daemons["w2"].output())
        self.assertEqual(self.children_of("w2"), [])
        self.assertEqual(len(self.children_of("w1")), 1)
        self.assertEqual(len(self.workers()), 1)

    def test_executors_of_a_daemon_that_does_not_come_back_end_after_the_grace_time(self):
        self.submit("--conf", "sluice.executor.grace=2s")
        self.daemons["w1"].kill()
        self.daemons["w2"].kill()
        self.assertEqual(len(self.children_of("w1") + self.children_of("w2")), 2)
        eventually("they have ended", lambda: not self.children_of("w1") + self.children_of("w2"), timeout=30)

    def test_a_copy_of_its_data_folder_is_another_worker_without_executors(self):
        self.submit()
        executors = self.executors()
        shutil.copytree(self.cluster.path("w1"), self.cluster.path("copy"))
        self.cluster.start_worker("copy").wait_for("registered with")
        self.assertEqual(len(self.workers()), 3)
        self.count(500)
        self.assertEqual(set(executors) - set(self.executors()), set())
        busy = self.cluster.cli("worker", "--data-dir", self.cluster.path("w1"))
        self.assertEqual(busy[0], 1)
        self.assertIn("in use by another daemon", busy[1])


if __name__ == "__main__":
    unittest.main(verbosity=2)
