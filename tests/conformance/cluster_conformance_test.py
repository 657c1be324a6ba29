"""On three workers every case gives what Spark gives, also while executors are killed."""
import os
import random
import signal
import tempfile
import unittest

import case_files
from local_cluster import SLUICE, LocalCluster
from repeated import Repeated

SEED = int(os.environ.get("SEED", "1"))
KILL_EVERY_SECONDS = float(os.environ.get("KILL_EVERY_SECONDS", "0.5"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))


class ExecutorKiller(Repeated):
    """SIGKILL to one executor after the other, each chosen by the seed, for as long as it is entered."""

    def __init__(self, cluster):
        super().__init__(KILL_EVERY_SECONDS, self._kill_one)
        self.killed = []
        self._cluster = cluster
        self._choice = random.Random(SEED)

    def _kill_one(self):
        running = [executor["pid"] for application in self._cluster.status()["applications"]
                   for executor in application.get("executors", []) if executor["state"] == "running"]
        if running:
            self._kill(self._choice.choice(running))

    def _kill(self, pid):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # It has just ended by itself.
        self.killed.append(pid)


class ClusterConformanceTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.cluster = LocalCluster(workers=3)
        self.addCleanup(self.cluster.stop)

    def run_cases(self, cases, folder):
        adapter = self.cluster.start("adapter", *case_files.ask(cases, folder), binary=case_files.ADAPTER,
                                     env={"SLUICE_MASTER": self.cluster.address, "SLUICE": SLUICE})
        self.assertEqual(adapter.wait(180), 0, adapter.output()[-2000:])

    def test_every_case_gives_what_spark_gives(self):
        cases = case_files.load()
        with tempfile.TemporaryDirectory() as folder:
            self.run_cases(cases, folder)
            case_files.check(self, cases, folder)

    def test_killed_executors_change_no_answer(self):
        # What is in a socket's buffers may die with the receiver.
        lasting = {name: case for name, case in case_files.load().items()
                   if all(made["kind"] != "socket" for made in case.get("inputs", {}).values())}
        cases = {"%s_%d" % (name, n): case for n in range(ROUNDS) for name, case in lasting.items()}
        with tempfile.TemporaryDirectory() as folder:
            with ExecutorKiller(self.cluster) as killer:
                self.run_cases(cases, folder)
            print("seed %d, executors killed: %d" % (SEED, len(killer.killed)), flush=True)
            self.assertGreater(len(killer.killed), 3)
            case_files.check(self, cases, folder)


if __name__ == "__main__":
    unittest.main(verbosity=2)
