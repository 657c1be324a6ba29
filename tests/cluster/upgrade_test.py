"""Daemons are replaced by a program of another version while an application runs: one that works with it costs nothing, one
that does not is refused before it disturbs anybody. The programs are copies of this one that say another version.

Real processes on loopback.
"""
import os
import re
import unittest

from local_cluster import SLUICE, run
from process import eventually
from running_totals_test_base import RunningTotalsTest

VERSION = run("--version")[1].split()[1]
OTHER_PATCH = VERSION[:-1] + ("8" if VERSION.endswith("9") else "9")
OTHER_MAJOR = ("8" if VERSION.startswith("9") else "9") + VERSION[1:]


class Upgrade(RunningTotalsTest):
    def setUp(self):
        super().setUp()
        self.submit()
        self.count(1000)

    def program_of(self, version):
        path = self.cluster.path("sluice-" + version)
        with open(SLUICE, "rb") as program:
            changed, places = re.subn(rb"%s\0" % re.escape(VERSION.encode()), version.encode() + b"\0",
                                      program.read())
        self.assertGreaterEqual(places, 1)
        with open(path, "wb") as program:
            program.write(changed)
        os.chmod(path, 0o755)
        self.assertEqual(run("--version", binary=path)[1], "sluice %s\n" % version)
        return path

    def processes(self):
        return self.application()["driver_pid"], self.executors()

    def start_driver(self, binary):
        return self.cluster.start("driver", "driver", "--listen", self.cluster.address, "--data-dir",
                                  self.cluster.path("driver"), "--replace", binary=binary)

    def assert_nobody_noticed(self, before):
        self.assertEqual(self.processes(), before, "nothing was started anew")
        self.assertFalse(self.source.has_another_caller(), "the receiver lives on")
        batches = self.batches()
        self.assertEqual(batches, list(range(batches[0], batches[-1] + 1, 1000)), "none twice, none left out")
        self.assertEqual(self.application()["status"]["batches_failed"], 0)

    def test_daemons_of_another_patch_version_take_over(self):
        before = self.processes()
        other = self.program_of(OTHER_PATCH)
        formers = [self.cluster.driver, *self.cluster.workers]
        self.cluster.driver = self.start_driver(other)
        self.cluster.driver.wait_for("sluice driver %s listening on" % re.escape(OTHER_PATCH))
        for name in ("w1", "w2"):
            self.cluster.start_worker(name, "--replace", binary=other).wait_for("sluice worker %s" % re.escape(OTHER_PATCH))
        for former in formers:
            self.assertEqual(former.wait(20), 0, former.output()[-3000:])
        eventually("its driver is back", lambda: self.application().get("status", {}).get("executors"))
        self.count(500)
        self.assert_nobody_noticed(before)
        for binary in (SLUICE, other):
            self.assertEqual(self.cluster.cli("status", binary=binary)[0], 0, "commands of both versions are heard")

    def test_daemons_that_do_not_work_with_what_runs_are_refused_and_disturb_nobody(self):
        before = self.processes()
        other = self.program_of(OTHER_MAJOR)
        for refused in (self.start_driver(other), self.cluster.start_worker("w1", "--replace", binary=other)):
            self.assertEqual(refused.wait(20), 1, refused.output())
            self.assertRegex(refused.output(), r"processes run under .*%s.*%s.*--data-dir" % (re.escape(VERSION),
                                                                                              re.escape(OTHER_MAJOR)))
        self.assertTrue(self.cluster.driver.is_running() and self.cluster.workers[0].is_running())
        self.count(500)
        self.assert_nobody_noticed(before)


if __name__ == "__main__":
    unittest.main(verbosity=2)
