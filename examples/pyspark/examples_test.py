"""Every example shows what its lines lead to, here and submitted to three workers from a machine that has none, without Java."""
import os
import re
import shutil
import tempfile
import unittest

from cluster import SLUICE, WORDSOURCE, Cluster
from mark import Mark
from process import Process, eventually
from sluice_run import environment

FOLDER = os.path.abspath("examples/pyspark")
SECONDS_MAX = 90
WORDS = ["to be or not to be", "that is the question", "hello hello world"]
TEMPERATURES = ["north 3.5", "north -1.0", "south 20.0"]
POSTS = ["so wet #rain", "#Rain #sun", "#rain again", "no tag", "#sun", "#wind"]


class Here:
    """Runs them in one process."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="sluice-examples-", dir=os.environ.get("TEST_TMPDIR"))
        self.processes = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill_group()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, name, *words):
        self.processes.append(Process(name, words))
        return self.processes[-1]

    def program(self, name, *arguments):
        return self._start(name, SLUICE, "run", os.path.join(FOLDER, name), *arguments)

    def source(self, *words):
        process = self._start("source", WORDSOURCE, "--listen", "127.0.0.1", "--port", "0", *words)
        return process.wait_for(r"listening on ([\d.]+):(\d+)").groups()


class Submitted(Cluster):
    """Submits them from the machine of the driver daemon, which has no worker."""

    def program(self, name, *arguments):
        return self.run("driver", name, SLUICE, "submit", "--driver", self.driver_address, os.path.join(FOLDER, name), *arguments)

    def source(self, *words):
        return super().source(*words)[1:]


class ExamplesHere(unittest.TestCase):
    ways = Here

    @classmethod
    def setUpClass(cls):
        cls.mark = Mark()
        for name in [name for name in os.environ if name.startswith(("JAVA", "SPARK", "PYSPARK", "PYTHON"))]:
            del os.environ[name]
        os.environ.update({**environment(), **cls.mark.variables})
        cls.way = cls.ways().__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.way.__exit__(None, None, None)

    def folder(self, name):
        path = os.path.join(self.way.folder, name)
        os.makedirs(path, exist_ok=True)
        return path

    def lines(self, lines):
        """(host, port) of a socket that brings them once."""
        handle, path = tempfile.mkstemp(dir=self.way.folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)
        return self.way.source("--file", path)

    def end(self, program):
        """Ends it as a user does."""
        names = self.mark.executables()
        self.assertTrue([name for name in names if name.startswith("python")], names)
        self.assertFalse([name for name in names if "java" in name], names)
        program.terminate()
        self.assertEqual(program.wait(SECONDS_MAX), 0, program.output())

    def expect_sums(self, program, pattern, sums):
        """Of what all batches show together."""
        def all_there():
            found = {}
            for name, count in re.findall(pattern, program.output()):
                found[name] = found.get(name, 0) + int(count)
            return sums.items() <= found.items()
        eventually("%s in\n%s" % (sums, program.output()), all_there, SECONDS_MAX)

    def test_network_wordcount(self):
        program = self.way.program("network_wordcount.py", *self.lines(WORDS))
        self.expect_sums(program, r"\('(\w+)', (\d+)\)", {"to": 2, "be": 2, "hello": 2, "world": 1})
        self.end(program)

    def test_stateful_wordcount_adds_to_what_is_known(self):
        program = self.way.program("stateful_wordcount.py", *self.lines(WORDS), self.folder("state"))
        program.wait_for(r"\('hello', 3\)", SECONDS_MAX)
        program.wait_for(r"\('world', 2\)", SECONDS_MAX)
        self.end(program)

    def test_visits_by_window_ends_by_itself(self):
        program = self.way.program("visits_by_window.py", self.folder("visits"))
        self.assertEqual(program.wait(SECONDS_MAX), 0, program.output())
        self.assertIn("9 visits in all", program.output())
        self.assertEqual(re.findall(r"\('/', (\d+)\)", program.output())[:6], ["1", "3", "3", "3", "1", "2"])

    def test_temperature_extremes_forget_stations_that_are_silent(self):
        program = self.way.program("temperature_extremes.py", *self.lines(TEMPERATURES), self.folder("stations"), "3")
        program.wait_for(r"north: -1\.0 to 3\.5", SECONDS_MAX)
        program.wait_for(r"2 stations", SECONDS_MAX)
        eventually("no station after that", lambda: re.search(r"\n2 stations(.|\n)*\n0 stations", program.output()), SECONDS_MAX)
        self.end(program)

    def test_trending_hashtags_are_sorted(self):
        program = self.way.program("trending_hashtags.py", *self.lines(POSTS))
        program.wait_for(r"1\. #rain \(3 posts\)", SECONDS_MAX)
        program.wait_for(r"2\. #sun \(2 posts\)", SECONDS_MAX)
        program.wait_for(r"3\. #wind \(1 posts\)", SECONDS_MAX)
        self.end(program)

    def test_file_wordcount_counts_each_file_once(self):
        folder = self.folder("in")
        program = self.way.program("file_wordcount.py", folder)
        program.wait_for(r"^Time: ", SECONDS_MAX)
        for number in range(3):
            with open(os.path.join(self.way.folder, "new"), "w", encoding="utf-8") as file:
                file.write("file %d\n" % number)
            os.rename(file.name, os.path.join(folder, "%d.txt" % number))
        self.expect_sums(program, r"\('(\w+)', (\d+)\)", {"file": 3, "0": 1, "2": 1})
        self.end(program)

    def test_recoverable_wordcount_goes_on_where_it_was(self):
        folder = self.folder("recoverable")
        counts = os.path.join(folder, "counts")
        host, port = self.lines(WORDS)

        def has(line):
            return os.path.exists(counts) and line in open(counts, encoding="utf-8").read().splitlines()

        first = self.way.program("recoverable_wordcount.py", host, port, os.path.join(folder, "state"), counts)
        eventually("the first counts", lambda: has("hello\t2"), SECONDS_MAX)
        first.wait_for("starting anew", SECONDS_MAX)
        self.end(first)
        os.remove(counts)
        second = self.way.program("recoverable_wordcount.py", host, port, os.path.join(folder, "state"), counts)
        eventually("the same counts", lambda: has("hello\t2"), SECONDS_MAX)
        self.assertNotIn("starting anew", second.output())
        self.end(second)


class ExamplesSubmitted(ExamplesHere):
    ways = Submitted


if __name__ == "__main__":
    unittest.main()
