"""Each process says in ps what it is, so that nobody hits another one; and what becomes of an application and its executors
whose keepers are killed all the same.

Real processes on loopback.
"""
import os
import re
import signal
import unittest

from process import children, command_line, eventually, keepers, short_name
from running_totals_test_base import RunningTotalsTest


class Keepers(RunningTotalsTest):
    def setUp(self):
        super().setUp()
        self.submit()
        self.count(1000)
        self.name = self.application()["application"]

    def kill_keepers(self, folder):
        for pid in keepers(self.cluster.path(folder)):
            os.kill(pid, signal.SIGKILL)
        eventually("they are gone", lambda: not keepers(self.cluster.path(folder)))

    def stop_by_ctrl_c(self):
        os.kill(self.submitted.pid, signal.SIGINT)
        self.assertEqual(self.submitted.wait(30), 0, self.submitted.output()[-3000:])
        self.assertEqual(self.application()["state"], "FINISHED", self.application())

    def test_ps_says_what_each_process_is(self):
        self.assertEqual(command_line(self.cluster.driver.pid)[1], "driver")
        for worker in self.cluster.workers:
            self.assertEqual(command_line(worker.pid)[1], "worker")
        driver = self.application()["driver_pid"]
        shown = "application " + self.name
        self.assertEqual(command_line(driver), ["sluice: " + shown, str(self.source.port), self.cluster.path("checkpoint")])
        self.assertEqual(short_name(driver), "sluice-app")
        names = [shown]
        for number, pid in self.executors():
            names.append("executor %d of %s" % (number, shown))
            self.assertEqual(command_line(pid)[0], "sluice: " + names[-1])
            self.assertEqual(short_name(pid), "sluice-executor")
        watching = keepers(self.cluster.folder)
        self.assertEqual(sorted(" ".join(command_line(pid)) for pid in watching),
                         sorted("sluice: keeper of " + name for name in names))
        self.assertEqual({short_name(pid) for pid in watching}, {"sluice-keeper"})

    def test_who_kills_daemons_by_their_command_line_hits_nothing_else(self):
        before = self.application()["driver_pid"], self.executors(), sorted(keepers(self.cluster.folder))
        daemons = [process.pid for process in (self.cluster.driver, *self.cluster.workers)]
        everything = daemons + children(self.cluster.folder) + keepers(self.cluster.folder)
        hit = [pid for pid in everything if re.search("sluice (driver|worker)", " ".join(command_line(pid)))]
        self.assertEqual(hit, daemons)
        for process in (self.cluster.driver, *self.cluster.workers):
            process.kill()
        self.source.send(500)
        self.cluster.driver = self.cluster.start("driver", "driver", "--listen", self.cluster.address, "--data-dir",
                                                 self.cluster.path("driver"))
        for name in ("w1", "w2"):
            self.cluster.start_worker(name).wait_for("registered with")
        eventually("its driver is back", lambda: self.application().get("status", {}).get("executors"))
        self.count(500)
        self.assertEqual((self.application()["driver_pid"], self.executors(), sorted(keepers(self.cluster.folder))), before)
        self.assertFalse(self.source.has_another_caller(), "the receiver lives on")
        self.stop_by_ctrl_c()

    def test_an_application_without_its_keeper_ends_as_it_says(self):
        self.kill_keepers("driver")
        self.count(500)
        self.assertEqual(self.application()["state"], "RUNNING")
        self.stop_by_ctrl_c()

    def test_an_application_that_is_killed_without_its_keeper_says_that_nobody_knows_how(self):
        driver = self.application()["driver_pid"]
        self.kill_keepers("driver")
        os.kill(driver, signal.SIGKILL)
        self.assertEqual(self.submitted.wait(30), 1, self.submitted.output()[-3000:])
        self.assertEqual(self.application()["state"], "FAILED")
        self.assertEqual(self.application()["message"], "its driver ended with exit code unknown: its keeper was killed")

    def test_an_executor_without_its_keeper_works_on_and_is_replaced_when_it_dies(self):
        receiver = eventually("a receiver", lambda: self.application()["status"].get("receivers"))[0]["executor"]
        before = self.executors()
        for name in ("w1", "w2"):
            self.kill_keepers(name)
        self.count(500)
        self.assertEqual(self.executors(), before)
        number, pid = next(executor for executor in before if executor[0] != receiver)
        os.kill(pid, signal.SIGKILL)
        self.submitted.wait_for("executor %d .*exit code unknown: its keeper was killed; another one is started" % number)
        eventually("another executor", lambda: len(self.executors()) == 2 and number not in dict(self.executors()))
        self.count(500)
        self.stop_by_ctrl_c()


if __name__ == "__main__":
    unittest.main(verbosity=2)
