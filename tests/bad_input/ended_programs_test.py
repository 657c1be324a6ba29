"""How programs end, by signals, by a closed pipe and by force, and what is left of them: nothing, in the end."""
import os
import re
import signal
import subprocess
import tempfile
import unittest

import sources
from local_cluster import SLUICE, WORDCOUNT, LocalCluster
from process import Process, end_children, eventually

BAD_FUNCTIONS = os.path.abspath("tests/bad_input/bad_functions")
STATEFUL = os.path.abspath("examples/stateful_wordcount")


class Story(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory(prefix="ended-"))
        self.temporary = os.path.join(self.folder, "tmp")
        os.mkdir(self.temporary)

    def start(self, *words):
        """A program that keeps its files in self.temporary."""
        process = Process(os.path.basename(words[0]), words, {"TMPDIR": self.temporary, "TEST_TMPDIR": ""})
        self.addCleanup(process.kill_group)
        return process

    def count(self, *words):
        """A word count of a source that says nothing, once it listens to it."""
        server = self.enterContext(sources.Server(sources.silence()))
        process = self.start(WORDCOUNT, "--port", str(server.port), "--interval-ms", "100", *words)
        process.wait_for("connected to")
        return process

    def left(self):
        return sorted(os.listdir(self.temporary))


class AnEmbeddedProgram(Story):
    def test_what_it_leaves_when_it_is_killed_is_removed_by_the_next_one(self):
        for number in (signal.SIGKILL, signal.SIGSEGV):
            killed, living = self.count(), self.start(STATEFUL, "--interval-ms", "100", "--rate", "100")
            living.wait_for(r"\(the,")
            os.kill(killed.pid, number)
            self.assertEqual(killed.wait(20), -number)
            self.assertEqual(len(self.left()), 2)
            short = self.start(STATEFUL, "--interval-ms", "100", "--rate", "1000", "--rows", "100")
            self.assertEqual(short.wait(60), 0, short.output())
            self.assertEqual(len(self.left()), 1)
            living.terminate()
            self.assertEqual(living.wait(30), 0, living.output())
            self.assertEqual(self.left(), [])

    def test_a_hang_up_stops_it_in_order(self):
        totals = self.folder + "/totals"
        count = self.count("--totals", totals)
        os.kill(count.pid, signal.SIGHUP)
        os.kill(count.pid, signal.SIGHUP)
        self.assertEqual(count.wait(30), 0, count.output())
        self.assertTrue(os.path.exists(totals))
        self.assertEqual(self.left(), [])

    def test_a_hang_up_is_nothing_to_it_under_nohup(self):
        totals = self.folder + "/totals"
        with sources.Server(sources.silence()) as server:
            count = self.start("/usr/bin/nohup", WORDCOUNT, "--port", str(server.port), "--interval-ms", "100", "--totals",
                               totals)
            count.wait_for("connected to")
            os.kill(count.pid, signal.SIGHUP)
            count.wait_for(r"^Time: \d+ ms", occurrences=len(re.findall("^Time: ", count.output(), re.M)) + 3)
            self.assertTrue(count.is_running())
            count.terminate()
            self.assertEqual(count.wait(30), 0, count.output())

    def test_it_stops_when_nobody_reads_what_it_prints(self):
        with sources.Server(sources.silence()) as server, open(self.folder + "/log", "w+", encoding="utf-8") as log:
            with subprocess.Popen([WORDCOUNT, "--port", str(server.port), "--interval-ms", "100"], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=log,
                                  env={**os.environ, "TMPDIR": self.temporary, "TEST_TMPDIR": ""}) as count:
                self.addCleanup(lambda: count.poll() is None and count.kill())
                count.stdout.readline()
                count.stdout.close()  # As head -1 does.
                self.assertEqual(count.wait(30), 128 + signal.SIGPIPE)
            log.seek(0)
            self.assertIn("nobody reads what it prints any more", log.read())
        self.assertEqual(self.left(), [])


    def ends_of(self, how, ready):
        """What programs have printed that the three signals have ended, each with its code."""
        programs = {number: self.start(BAD_FUNCTIONS, how) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
        for number, program in programs.items():
            program.wait_for(ready)
            os.kill(program.pid, number)
        for number, program in programs.items():
            self.assertEqual(program.wait(30), 128 + number, program.output())
        self.assertEqual(self.left(), [])
        return [program.output() for program in programs.values()]

    def test_a_function_of_it_that_does_not_return_is_left_behind(self):
        for output in self.ends_of("never-return", "does not return"):
            self.assertIn("is printed", output)
            self.assertIn("the process ends, although the program's function has not returned 5s after all else had ended", output)

    def test_a_job_is_cancelled(self):
        for output in self.ends_of("loop", "loops"):
            self.assertIn("failed: the job was cancelled: the application stops", output)
            self.assertIn("sluice: the job was not run: the application stops", output)


class ProgramsOnOneCheckpointFolder(Story):
    def start_one(self):
        return self.start(STATEFUL, "--interval-ms", "100", "--rate", "100", "--checkpoint", self.folder + "/checkpoint")

    def test_of_two_that_start_at_once_one_is_refused_by_the_name_of_the_other(self):
        for _ in range(3):
            programs = [self.start_one(), self.start_one()]
            refused = eventually("one has ended", lambda: next((p for p in programs if not p.is_running()), None))
            other = programs[1 - programs.index(refused)]
            self.assertEqual(refused.wait(1), 1, refused.output())
            self.assertRegex(refused.output(), "the checkpoint directory %s/checkpoint is in use by another program: "
                             "host=.* pid=%d since=.* stop that one" % (self.folder, other.pid))
            before = len(re.findall("^Time: ", other.output(), re.M))
            other.wait_for(r"^Time: \d+ ms", occurrences=before + 3)
            other.kill()  # The next ones may begin at once.

    def test_one_after_the_other_may_have_it(self):
        for _ in range(2):
            program = self.start_one()
            program.wait_for(r"\(the,")
            os.kill(program.pid, signal.SIGHUP)
            self.assertEqual(program.wait(30), 0, program.output())


class Daemons(unittest.TestCase):
    def setUp(self):
        self.cluster = LocalCluster(workers=1)
        self.addCleanup(self.cluster.stop)

    def works(self):
        """The work folders of executors."""
        folder = self.cluster.path("w1/applications")
        found = []
        for application in os.listdir(folder):
            for executor in os.listdir(os.path.join(folder, application)):
                work = os.path.join(folder, application, executor, "work")
                found += [work] if os.path.exists(work) else []
        return found

    def test_a_killed_worker_leaves_nothing_of_dead_executors_when_it_is_back(self):
        with sources.Server(sources.silence()) as server:
            self.cluster.count_words(server.port)
            abandoned = eventually("an executor runs", self.works)
            with open(os.path.join(abandoned[0], "spilled"), "wb") as spilled:
                spilled.write(b"rows")
            self.cluster.workers[0].kill()
            end_children(self.cluster.path("w1"))
            self.assertTrue(os.path.exists(abandoned[0]))
            self.cluster.start_worker("w1").wait_for("registered with")
            self.assertFalse(os.path.exists(abandoned[0]))

    def test_a_hang_up_stops_daemons_in_order(self):
        for daemon in [self.cluster.workers[0], self.cluster.driver]:
            os.kill(daemon.pid, signal.SIGHUP)
            self.assertEqual(daemon.wait(30), 0, daemon.output())

    def test_a_daemon_goes_on_when_nobody_reads_what_it_prints(self):
        with subprocess.Popen([SLUICE, "worker", "--driver", self.cluster.address, "--listen", "127.0.0.1:0", "--cores", "1",
                               "--data-dir", self.cluster.path("quiet"), "--log-level", "debug"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as worker:
            self.addCleanup(lambda: worker.poll() is None and worker.kill())
            worker.stdout.readline()
            worker.stdout.close()
            eventually("it has registered", lambda: len(self.cluster.status()["workers"]) == 2)
            worker.terminate()
            self.assertEqual(worker.wait(30), 0)

    def test_an_application_whose_function_does_not_return_is_left_behind(self):
        submit = self.cluster.start("submit", "submit", "--driver", self.cluster.address, BAD_FUNCTIONS, "--", "never-return")
        submit.wait_for("does not return")
        os.kill(submit.pid, signal.SIGINT)
        self.assertEqual(submit.wait(30), 128 + signal.SIGTERM, submit.output())
        self.assertIn("the program's function has not returned 5s after", submit.output())
        self.assertIn("is printed", submit.output())

    def test_a_terminal_that_closes_leaves_the_application_running(self):
        with sources.Server(sources.silence()) as server:
            submit = self.cluster.count_words(server.port)
            application = submit.wait_for(r"application (\S+)").group(1)
            os.kill(submit.pid, signal.SIGHUP)
            self.assertEqual(submit.wait(20), 128 + signal.SIGHUP)
            eventually("it runs", lambda: [a["state"] for a in self.cluster.status()["applications"]] == ["RUNNING"])
            self.assertEqual(self.cluster.cli("kill", application)[0], 0)


if __name__ == "__main__":
    unittest.main()
