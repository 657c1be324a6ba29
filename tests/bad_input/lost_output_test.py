"""Programs, commands and daemons whose stdout is full or closed: no result is lost without an error."""
import json
import os
import signal
import subprocess
import tempfile
import unittest

import sources
from local_cluster import SLUICE, WORDCOUNT, LocalCluster, free_port, run
from process import eventually

PAGE_VIEWS = os.path.abspath("examples/page_views")
STATEFUL = os.path.abspath("examples/stateful_wordcount")
FOR_EVER = ("--interval-ms", "100", "--rate", "100")
FULL = ">/dev/full"
CLOSED = ">&-"
REASONS = ((FULL, "cannot write to stdout: No space left on device"), (CLOSED, "cannot write to stdout: it is closed"))


def redirected(to, *words):
    """The words of a shell that becomes the program, with its output gone `to`."""
    return ["/bin/sh", "-c", 'exec "$@" ' + to, "sh", *words]


def ended(to, *words, timeout=60):
    """(exit code, what it says on stderr). A program that goes on is a failure."""
    done = subprocess.run(redirected(to, *words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=timeout, check=False)
    return done.returncode, done.stderr.decode("utf-8", "replace")


def standard_files(pid):
    return [os.readlink("/proc/%d/fd/%d" % (pid, fd)) for fd in range(3)]


class Story(unittest.TestCase):
    def assert_lost(self, what, words):
        for to, reason in REASONS:
            code, said = ended(to, *words)
            self.assertEqual(code, 1, said)
            self.assertRegex(said, "(?m)" + what + ".*" + reason + ".* Make room, or send stdout to where it can be written")


class AnEmbeddedProgram(Story):
    def test_what_print_cannot_write_ends_it(self):
        self.assert_lost(r"^sluice: Error running job streaming job \d+ ms\.0: print", [STATEFUL, *FOR_EVER])

    def test_what_foreach_rdd_prints_and_cannot_be_written_ends_it(self):
        self.assert_lost(r"^sluice: Error running job streaming job \d+ ms\.\d+: foreachRDD", [PAGE_VIEWS, *FOR_EVER])

    def test_its_help_is_a_result_too(self):
        for to in (FULL, CLOSED):
            code, said = ended(to, WORDCOUNT, "--help")
            self.assertEqual((code, said), (1, WORDCOUNT + ": cannot write the help to stdout\n"))

    def test_without_any_standard_file_none_of_its_own_gets_their_numbers(self):
        with sources.Server(sources.silence()) as server, tempfile.TemporaryDirectory() as folder:
            words = [WORDCOUNT, "--port", str(server.port), "--interval-ms", "3600000"]
            with subprocess.Popen(redirected("<&- >&- 2>&-", *words), env={**os.environ, "TMPDIR": folder, "TEST_TMPDIR": ""}) as program:
                self.addCleanup(lambda: program.poll() is None and program.kill())
                eventually("it keeps files of its own", lambda: os.listdir(folder))
                self.assertEqual(standard_files(program.pid), ["/dev/null"] * 3)
                program.send_signal(signal.SIGKILL)

    def test_without_any_standard_file_it_ends_with_an_error_all_the_same(self):
        self.assertEqual(ended("<&- >&- 2>&-", STATEFUL, *FOR_EVER)[0], 1)

    def test_a_full_stderr_is_nothing_to_it(self):
        self.assertEqual(ended(">/dev/null 2>/dev/full", STATEFUL, *FOR_EVER, "--rows", "20"), (0, ""))


class Commands(Story):
    def test_what_they_say_of_themselves_is_a_result(self):
        for words in (["--help"], ["--version"], *([name, "--help"] for name in
                                                   ("driver", "worker", "submit", "status", "kill", "logs"))):
            self.assert_lost("^sluice", [SLUICE, *words])

    def test_what_a_cluster_answers_is_a_result(self):
        cluster = LocalCluster(workers=1, cores=4)
        self.addCleanup(cluster.stop)
        driver = ("--driver", cluster.address)
        self.assert_lost("^sluice status: ", [SLUICE, "status", *driver])
        self.assert_lost("^sluice status: ", [SLUICE, "status", "--json", *driver])
        goes_on = r"^sluice submit: the application app-\S+ goes on, sluice logs shows what it prints: "
        self.assert_lost(goes_on, [SLUICE, "submit", "--cores", "1", *driver, STATEFUL, "--", *FOR_EVER])
        self.assert_lost(goes_on, [SLUICE, "submit", "--cores", "1", "--detach", *driver, STATEFUL, "--", *FOR_EVER])
        applications = json.loads(run("status", "--json", *driver)[1])["applications"]
        self.assertEqual(len(applications), 4)
        name = applications[0]["application"]
        eventually("it has printed", lambda: "Time: " in run("logs", *driver, name)[1])
        self.assert_lost("^sluice logs: ", [SLUICE, "logs", "--follow", *driver, name])
        code, said = ended(FULL, SLUICE, "kill", "--now", *driver, name)
        self.assertEqual(code, 1, said)
        self.assertRegex(said, "^sluice kill: cannot write to stdout: No space left on device")


class Daemons(unittest.TestCase):
    def serves(self, to):
        """The driver daemon, started with its output gone `to`, once it answers."""
        folder = self.enterContext(tempfile.TemporaryDirectory())
        address = "127.0.0.1:%d" % free_port()
        daemon = subprocess.Popen(redirected(to, SLUICE, "driver", "--listen", address, "--data-dir", folder + "/data"),
                                  stderr=subprocess.PIPE, text=True)
        self.addCleanup(daemon.wait, 30)
        self.addCleanup(daemon.stderr.close)
        self.addCleanup(daemon.kill)
        eventually("it answers", lambda: run("status", "--driver", address)[0] == 0)
        return daemon

    def test_they_serve_without_any_standard_file_and_keep_the_numbers_free(self):
        daemon = self.serves("<&- >&- 2>&-")
        self.assertEqual(standard_files(daemon.pid), ["/dev/null"] * 3)
        daemon.terminate()
        self.assertEqual(daemon.wait(30), 0)

    def test_what_they_cannot_say_at_their_start_is_in_their_log(self):
        daemon = self.serves(FULL)
        daemon.terminate()
        self.assertRegex(daemon.communicate(timeout=30)[1], r'W driver daemon: nobody was told "sluice driver .* listening on '
                         r'127\.0\.0\.1:\d+": cannot write to stdout: No space left on device')
        self.assertEqual(daemon.returncode, 0)


if __name__ == "__main__":
    unittest.main()
