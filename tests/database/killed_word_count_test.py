"""A program that adds word counts to a real database is killed with SIGKILL at each step of its way, and started again:
each word counts once."""
import collections
import itertools
import os
import shutil
import signal
import tempfile
import unittest

from process import Process, eventually
from servers import SERVERS

PROGRAM = os.path.abspath("tests/database/killed_word_count")
STEPS = [
    "before the range is noted",
    "behind the range",
    "connected",
    "recorded",
    "before the first statement",
    "before the load",
    "loaded",
    "written",
    "committed",
    "between the output's commit and the batch's",
    "behind the checkpoint",
]


class Run:
    """One program over all its starts, and the files that it is given."""

    def __init__(self, server):
        self.server = server
        self.folder = tempfile.mkdtemp(prefix="sluice-once-", dir=os.environ.get("TEST_TMPDIR"))
        self.directory = os.path.join(self.folder, "in")
        os.mkdir(self.directory)
        self.words = collections.Counter()
        self._numbers = itertools.count()

    def start(self, *step):
        return Process("killed_word_count", [PROGRAM, self.server.url, self.directory, os.path.join(self.folder, "checkpoint"), *step])

    def move_in(self):
        """One file more: words of all partitions, in several lines."""
        number = next(self._numbers)
        words = ["word%d" % (i % 17) for i in range(number % 5 + 20)] + ["Gate", "gate"] + ["number%d" % number]
        path = os.path.join(self.directory, "%d.txt" % number)
        with open(path + ".tmp", "w", encoding="utf-8") as file:
            file.write(" ".join(words[:7]) + "\n" + " ".join(words[7:]) + "\n")
        os.rename(path + ".tmp", path)
        self.words.update(words)

    def counts(self):
        return {word: int(n) for word, n in self.server.ask("SELECT word, n FROM word_counts")}


class KilledWordCount(unittest.TestCase):
    def killed(self, server, step):
        run = Run(server)
        self.addCleanup(shutil.rmtree, run.folder, ignore_errors=True)
        self.has_begun(run)
        program = run.start(step)
        self.addCleanup(program.kill_group)

        def is_dead():
            run.move_in()
            return not program.is_running()

        eventually("killed " + step, is_dead, timeout=60)
        self.assertEqual(program.wait(10), -signal.SIGKILL, program.output())
        for _ in range(3):
            run.move_in()
        return run

    def has_begun(self, run):
        """Without a checkpoint it would begin anew, with files that are newer than its start."""
        program = run.start()
        self.addCleanup(program.kill_group)
        program.wait_for("Total delay")
        run.move_in()
        eventually("the first word is counted", lambda: "number0" in run.counts(), timeout=60)
        program.terminate()
        self.assertEqual(program.wait(60), 0, program.output())

    def goes_on(self, run):
        program = run.start()
        self.addCleanup(program.kill_group)
        run.move_in()
        eventually("the last word is counted", lambda: "number%d" % (sum(w.startswith("number") for w in run.words) - 1) in
                   run.counts(), timeout=60)
        run.move_in()
        eventually("all words are counted", lambda: sum(run.counts().values()) >= sum(run.words.values()), timeout=60)
        self.assertEqual(run.counts(), dict(run.words))
        program.terminate()
        self.assertEqual(program.wait(60), 0, program.output())
        self.assertEqual(run.counts(), dict(run.words))

    def at_all_steps(self, kind):
        server = kind()
        self.addCleanup(server.stop)
        for step in STEPS:
            with self.subTest(step=step):
                run = self.killed(server, step)
                self.goes_on(run)
                server.ask("DROP TABLE word_counts")

    def test_postgresql(self):
        self.at_all_steps(SERVERS[0])

    def test_mariadb(self):
        self.at_all_steps(SERVERS[1])


if __name__ == "__main__":
    unittest.main(verbosity=2)
