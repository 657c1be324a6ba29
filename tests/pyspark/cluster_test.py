"""What programs print on one machine they print on three workers, also while executors are killed."""
import os
import unittest

from executor_killer import ExecutorKiller
from local_cluster import LocalCluster
from mark import Mark
from process import eventually
from sluice_run import PROGRAMS, SLUICE, environment, finish, run

SEED = int(os.environ.get("SEED", "1"))
KILL_EVERY_SECONDS = float(os.environ.get("KILL_EVERY_SECONDS", "3"))
ROUNDS = int(os.environ.get("ROUNDS", "2"))
# Nothing that they print tells where a task has run, or how often.
SAME_EVERYWHERE = ["wordcount_rdd.py", "opaque_rows.py", "shared_variables.py", "files_in_and_out.py"]


class ClusterTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.mark = Mark()
        os.environ.update({**environment(), **self.mark.variables})
        self.cluster = LocalCluster(workers=3)
        self.addCleanup(self.cluster.stop)

    def submit(self, name, *arguments):
        return finish([SLUICE, "submit", "--driver", self.cluster.address, os.path.join(PROGRAMS, name), *arguments], 300)

    def expect_what_is_printed_here(self):
        for name in SAME_EVERYWHERE:
            code, out, err = self.submit(name)
            self.assertEqual((code, out), run(name)[:2], "%s:\n%s" % (name, err[-4000:]))

    def test_programs_print_what_they_print_here(self):
        self.expect_what_is_printed_here()

    def test_killed_executors_change_nothing(self):
        with ExecutorKiller(self.cluster, KILL_EVERY_SECONDS, SEED) as killer:
            for _ in range(ROUNDS):
                self.expect_what_is_printed_here()
        print("seed %d, executors killed: %d" % (SEED, len(killer.killed)), flush=True)
        self.assertGreater(len(killer.killed), ROUNDS)

    def test_processes_of_functions_end_with_their_executor(self):
        submitted = self.cluster.start("submit", "submit", "--driver", self.cluster.address, os.path.join(PROGRAMS, "endless.py"))
        submitted.wait_for("both run", 60)
        submitted.terminate()
        self.assertNotEqual(submitted.wait(60), 0)
        eventually("functions have ended", lambda: not [name for name in self.mark.executables() if name != "sluice"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
