"""User functions that throw, crash, call themselves or loop for ever, exit, or take all memory: the job fails with the
operator's name and what it did, another application counts on, and the cluster is as before.
"""
import os
import unittest

from local_cluster import WORDSOURCE, LocalCluster, read_totals, run
from process import eventually

BAD_FUNCTIONS = os.path.abspath("tests/bad_input/bad_functions")
JOB = r"failed: task of parallelize, filter, map, count for partition 2 failed for good in attempt \d+ on executor \d+: map: "
LINES = 300_000


def settings_for(how):
    timeout = ["sluice.task.timeout=1s"] if how == "loop" else []  # Others may take longer on a busy machine.
    return ["spark.executor.memoryOverhead=300m", "sluice.state.memory=1m", *timeout]


class InOneProcess(unittest.TestCase):
    def fails(self, how, code, text):
        settings = "\n".join([*settings_for(how), "sluice.executor.memory=64m"])
        printed = run(how, binary=BAD_FUNCTIONS, env={"SLUICE_CONF": settings})
        self.assertEqual(printed[0], code, printed[1])
        self.assertRegex(printed[1], text)

    def test_what_can_be_outlived_fails_its_job_only(self):
        for how, text in [
                ("throw", "row 500 is not liked\nstill counts: 1000"),
                ("throw-int", "threw something that is no std::exception\nstill counts: 1000"),
                ("take-memory", "std::bad_alloc.*spark.executor.memoryOverhead.*\nstill counts: 1000"),
                ("loop", "still runs after 1s, the sluice.task.timeout\nstill counts: 1000"),
        ]:
            with self.subTest(how=how):
                self.fails(how, 0, JOB + text)

    def test_a_receiver_that_never_stops_does_not_hold_up_the_end(self):
        self.fails("never-stop", 0, "has received a row\n(.*\n)*is stopped\n(.*\n)*.*the process ends, although user code still runs 5s after the end")

    def test_a_group_that_exceeds_memory_is_named_by_its_size(self):
        settings = ["spark.executor.memoryOverhead=128m", "sluice.state.memory=1m", "sluice.executor.memory=64m"]
        code, printed = run("huge-group", binary=BAD_FUNCTIONS, env={"SLUICE_CONF": "\n".join(settings)}, timeout=120)
        self.assertEqual(code, 0, printed)
        self.assertRegex(printed, "groupByKey.*: the values of one key do not fit into memory together: "
                         "key bytes=8 values=30000000 memory>=240000000.*\nstill counts: 1000")

    def test_a_crash_ends_the_process_and_tells_whose_it_was(self):
        for how, code, text in [
                ("segfault", -11, "crashed with signal 11 .segmentation fault"),
                ("recurse", -11, ".*the stack is full: does it call itself for ever"),
                ("divide", -8, "crashed with signal 8"),
                ("abort", -6, "crashed with signal 6"),
                ("exit", 1, "called exit"),
        ]:
            with self.subTest(how=how):
                self.fails(how, code, r"crash in task \d+ .partition 2, attempt 0, batch 0 ms. in map: " + text)


class OnACluster(unittest.TestCase):
    def setUp(self):
        self.cluster = LocalCluster(cores=2)
        self.addCleanup(self.cluster.stop)

    def start_counting(self):
        lines = self.cluster.path("lines")
        with open(lines, "w", encoding="utf-8") as file:
            file.writelines("w%d x\n" % (i % 97) for i in range(LINES))
        source = self.cluster.start("source", "--port", "0", "--file", lines, "--rate", "10000", binary=WORDSOURCE)
        port = int(source.wait_for(r"listening on [\d.]+:(\d+)").group(1))
        submit = self.cluster.count_words(port, options=("--cores", "2"))
        submit.wait_for(r"^Time: \d+ ms", occurrences=2)
        return submit

    def submit(self, how):
        settings = [word for setting in settings_for(how) for word in ("--conf", setting)]
        return run("submit", "--driver", self.cluster.address, *settings, BAD_FUNCTIONS, "--", how, timeout=60)

    def test_every_one_fails_its_own_job_and_nobody_else(self):
        counting = self.start_counting()
        for how, text in [
                ("throw", "row 500 is not liked"),
                ("segfault", "crashed with signal 11 .segmentation fault"),
                ("recurse", "crashed with signal 11 .*does it call itself"),
                ("abort", "crashed with signal 6"),
                ("exit", "called exit"),
                ("take-memory", "std::bad_alloc"),
                ("leak-memory", "std::bad_alloc"),
                ("loop", "still runs after 1s, the sluice.task.timeout"),
        ]:
            with self.subTest(how=how):
                code, printed = self.submit(how)
                self.assertEqual(code, 0, printed)
                self.assertRegex(printed, JOB + text)
                self.assertIn("still counts: 1000", printed)
        self.assertEqual(counting.wait(90), 0, counting.output()[-3000:])
        totals = read_totals(self.cluster.totals)
        self.assertEqual((totals[b"x"], sum(totals.values())), (LINES, 2 * LINES), counting.output()[-3000:])
        self.assertNotRegex(counting.output(), "lost executor")
        for daemon in [self.cluster.driver, *self.cluster.workers]:
            self.assertTrue(daemon.is_running(), daemon.output()[-3000:])
        self.assertEqual([w["state"] for w in self.cluster.status()["workers"]], ["alive", "alive"])

    def test_a_receiver_that_never_stops_is_gone_soon_after_its_application(self):
        code, printed = self.submit("never-stop")
        self.assertEqual(code, 0, printed)
        self.assertIn("is stopped", printed)
        used = lambda: [worker["cores_used"] for worker in self.cluster.status()["workers"]]
        eventually("its executors have ended", lambda: used() == [0, 0], 30)

    def test_the_log_of_the_executor_tells_of_the_crash_too(self):
        code, printed = self.submit("segfault")
        self.assertEqual(code, 0, printed)
        application = self.cluster.status()["applications"][0]["application"]
        logs = lambda: "".join(self.cluster.cli("logs", application, "--executor", str(e))[1] for e in range(4))
        eventually("some executor has told", lambda: "in map: crashed with signal 11" in logs())


if __name__ == "__main__":
    unittest.main(verbosity=2)
