"""The driver daemon is killed, or replaced by a successor, while an application runs: nobody notices but who asks for it.

Real processes on loopback.
"""
import os
import signal
import unittest

from process import eventually
from running_totals_test_base import RunningTotalsTest


class DaemonRestart(RunningTotalsTest):
    def start_driver(self, *options):
        driver = self.cluster.start("driver", "driver", "--listen", self.cluster.address, "--data-dir",
                                    self.cluster.path("driver"), *options)
        driver.wait_for("listening on")
        self.cluster.driver = driver

    def kill_driver_daemon(self):
        self.cluster.driver.kill()

    def processes(self):
        """Id of the application, pid of its driver, numbers and pids of its executors."""
        application = self.application()
        return application["application"], application["driver_pid"], self.executors()

    def wait_for_return(self, before):
        eventually("the same processes", lambda: self.processes() == before)
        eventually("its driver is back", lambda: self.application().get("status", {}).get("executors"))

    def assert_nobody_noticed(self, before):
        self.assertEqual(self.processes(), before, "nothing was started anew")
        self.assertEqual(self.application()["state"], "RUNNING")
        self.assertEqual(self.application()["restarts"], 0)
        self.assertFalse(self.source.has_another_caller(), "the receiver lives on")
        batches = self.batches()
        self.assertEqual(batches, list(range(batches[0], batches[-1] + 1, 1000)), "none twice, none left out")
        status = self.application()["status"]
        self.assertEqual(status["batches_failed"], 0)
        for batch in status["batches"]:
            self.assertLess(batch["scheduling_delay_millis"], 500, "none has waited for the daemon")

    def stop_by_ctrl_c(self, submit):
        os.kill(submit.pid, signal.SIGINT)
        self.assertEqual(submit.wait(30), 0, submit.output()[-3000:])
        self.assertEqual(self.application()["state"], "FINISHED")

    def test_a_killed_daemon_is_back_and_its_application_has_gone_on(self):
        submit = self.submit()
        self.source.send(1000)
        self.wait_for_total()
        before = self.processes()
        for _ in range(2):
            self.kill_driver_daemon()
            told = len(self.batches())
            self.source.send(500)
            self.start_driver()
            self.wait_for_return(before)
            eventually("batches are shown again", lambda: len(self.batches()) > told + 1)
            self.source.send(500)
            self.wait_for_total()
            self.assert_nobody_noticed(before)
        submit.wait_for("is back", occurrences=2)
        self.stop_by_ctrl_c(submit)

    def test_a_successor_takes_over(self):
        submit = self.submit()
        self.source.send(1000)
        self.wait_for_total()
        before = self.processes()
        former = self.cluster.driver
        self.start_driver("--replace")
        self.assertEqual(former.wait(20), 0, former.output()[-3000:])
        self.wait_for_return(before)
        self.source.send(500)
        self.wait_for_total()
        self.assert_nobody_noticed(before)
        self.stop_by_ctrl_c(submit)

    def test_driver_and_daemon_are_killed_together(self):
        submit = self.submit("--supervise")
        self.source.send(1000)
        self.wait_for_total()
        name, driver, executors = self.processes()
        self.kill_driver_daemon()
        os.kill(driver, signal.SIGKILL)
        self.source.send(500)
        self.start_driver()
        eventually("its next life", lambda: self.application()["restarts"] == 1 and self.application()["state"] == "RUNNING")
        self.wait_for_total()
        self.source.send(500)
        self.wait_for_total()
        self.assertEqual(self.processes()[0], name)
        self.assertEqual(self.processes()[2], executors, "they have waited for it")
        self.assertFalse(self.source.has_another_caller())
        batches = sorted(set(self.batches()))  # The one that was under way may have been said twice.
        self.assertEqual(batches, list(range(batches[0], batches[-1] + 1, 1000)), "none is left out")

    def test_an_application_that_ends_while_the_daemon_is_away_has_ended_as_it_did(self):
        submit = self.submit()
        self.source.send(1000)
        self.wait_for_total()
        name, driver, executors = self.processes()
        self.kill_driver_daemon()
        os.kill(driver, signal.SIGTERM)  # Its program stops in order, and has its own exit code.
        self.start_driver()
        self.assertEqual(submit.wait(60), 0, submit.output()[-3000:])
        self.assertEqual(self.application()["state"], "FINISHED")
        self.assertEqual(self.application()["status"]["records"]["processed"], 1000, "what it said at last")
        for _, pid in executors:
            eventually("executor process %d has ended" % pid, lambda: not os.path.exists("/proc/%d" % pid))
        self.assertEqual(self.cluster.cli("logs", name)[0], 0)

    def test_nobody_is_left_when_the_daemon_is_stopped_in_order(self):
        submit = self.submit()
        self.source.send(10)
        self.wait_for_total()
        _, driver, _ = self.processes()
        self.kill_driver_daemon()
        self.start_driver()
        submit.wait_for("is back")
        self.cluster.driver.terminate()
        self.assertEqual(self.cluster.driver.wait(40), 0)
        self.assertFalse(os.path.exists("/proc/%d" % driver))
        self.assertNotEqual(submit.wait(20), 0)
        submit.wait_for("KILLED: the driver daemon is stopping")


if __name__ == "__main__":
    unittest.main(verbosity=2)
