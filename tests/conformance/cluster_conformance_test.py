"""On three workers every case gives what Spark gives, also while executors are killed."""
import os
import tempfile
import unittest

import case_files
from executor_killer import ExecutorKiller
from local_cluster import SLUICE, LocalCluster

SEED = int(os.environ.get("SEED", "1"))
KILL_EVERY_SECONDS = float(os.environ.get("KILL_EVERY_SECONDS", "0.5"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))


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
            with ExecutorKiller(self.cluster, KILL_EVERY_SECONDS, SEED) as killer:
                self.run_cases(cases, folder)
            print("seed %d, executors killed: %d" % (SEED, len(killer.killed)), flush=True)
            self.assertGreater(len(killer.killed), 3)
            case_files.check(self, cases, folder)


if __name__ == "__main__":
    unittest.main(verbosity=2)
