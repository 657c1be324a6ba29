"""What users, disks and strangers do wrong, one story each. Every error says what, where and what to do; nobody else is
disturbed; nothing hangs. SLUICE_SEED repeats the garbage of a run; it is printed at the start.
"""
import collections
import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
import unittest

import garbage
import sources
from local_cluster import SLUICE, WORDCOUNT, WORDSOURCE, LocalCluster, free_port, on_a_terminal, read_totals, run
from process import Process, eventually

SEED = int(os.environ.get("SLUICE_SEED", random.randrange(1 << 30)))


class Story(unittest.TestCase):
    def says(self, outcome, code, *texts):
        """outcome: (exit code, output), as of run()."""
        self.assertEqual(outcome[0], code, outcome[1])
        for text in texts:
            self.assertIn(text, outcome[1])


class CommandLines(Story):
    def test_what_makes_no_sense_is_a_usage_error_that_names_it(self):
        for words, text in [
                (["fly"], '"fly"'),
                (["driver", "--nonsense"], "--nonsense"),
                (["status", "extra"], "extra"),
                (["submit"], "executable"),
                (["worker", "--cores", "x"], "x"),
                (["worker", "--cores", "0"], "--cores"),
                (["worker", "--memory", "12q"], '"12q"'),
                (["worker", "--driver", "nowhere"], '"nowhere"'),
                (["driver", "--listen", "127.0.0.1:99999"], '"127.0.0.1:99999"'),
                (["status", "--driver", ""], "--driver"),
                (["status", "--config", "/no/such/file"], "/no/such/file"),
        ]:
            with self.subTest(words=words):
                self.says(run(*words), 2, text)

    def test_every_flag_can_come_from_the_environment_and_from_a_file(self):
        commands = commands_in_help()
        self.assertIn("checkpoint", commands)
        self.assertIn("worker drain", commands)
        for command in commands:
            for flag, rest in re.findall(r"^  (--[a-z-]+)(.*)$", run(*command.split(), "--help")[1], re.M):
                if flag in ("--version", "--config"):
                    continue
                with self.subTest(command=command, flag=flag):
                    self.assertIn("(Env:SLUICE_%s)" % flag[2:].upper().replace("-", "_"), rest)

    def test_wrong_values_of_the_environment_and_of_a_file_say_where_they_are(self):
        self.says(run("worker", env={"SLUICE_CORES": "many"}), 2, "many", "SLUICE_CORES in the environment")
        self.says(run("status", env={"SLUICE_JSON": "maybe"}), 2, "maybe", "SLUICE_JSON in the environment")
        with tempfile_with(b"cores = many\n") as path:
            self.says(run("worker", "--config", path), 2, "many", "--config")
        with tempfile_with(b"corse = 3\n") as path:
            self.says(run("worker", "--config", path), 2, path, '"corse"')
        with tempfile_with(random.Random(SEED).randbytes(10_000) + b"\n[\n") as path:
            self.assertEqual(run("worker", "--config", path)[0], 2)

    def test_applications_name_their_own_mistakes(self):
        self.assertNotEqual(run("--port", "0", binary=WORDCOUNT)[0], 0)
        self.assertNotEqual(run("--nonsense", binary=WORDCOUNT)[0], 0)
        self.says(run(binary=WORDCOUNT, env={"SLUICE_ROLE": "king"}), 1, "SLUICE_ROLE", "king")
        self.says(run(binary=WORDCOUNT, env={"SLUICE_ROLE": "executor"}), 1, "SLUICE_APPLICATION")


class TextOfOthers(Story):
    def test_errors_that_quote_it_stay_on_their_line(self):
        path = "/dev/null/a\nb\033[31m"  # Nobody can make a folder of it.
        for words, code in [(["submit", path], 1), (["driver", "--data-dir", path], 1), (["fly" + path], 2),
                            (["status", "--config", path], 2), (["worker", "--driver", path + ":1"], 2)]:
            with self.subTest(words=words):
                self.says(run(*words), code, r"a\nb\x1B[31m")
                self.assertNotIn("\033", run(*words)[1])

    def test_what_an_application_throws_too(self):
        with sources.Server(lambda client: client.sendall(b"a\n")) as server:
            outcome = run("--port", str(server.port), "--totals", "/dev/null/a\nb\033[31m", binary=WORDCOUNT)
        self.says(outcome, 1, r"sluice: the application threw: cannot write the totals to /dev/null/a\nb\x1B[31m.tmp")
        self.assertNotIn("\033", outcome[1])


class WrongDrivers(Story):
    def test_nobody_there(self):
        for words in (["status"], ["kill", "app"], ["logs", "app"], ["submit", WORDCOUNT]):
            self.says(run(*words, "--driver", "127.0.0.1:1"), 1, "127.0.0.1:1", "Connection refused")
        self.says(run("status", "--driver", "no-such-host.invalid:7077"), 1, "no-such-host.invalid:7077")

    def test_a_web_server(self):
        with sources.Server(sources.web_server) as server:
            address = "127.0.0.1:%d" % server.port
            for words in (["status"], ["kill", "app"], ["logs", "app"], ["submit", WORDCOUNT]):
                self.says(run(*words, "--driver", address), 1, address, "not a Sluice port")

    def test_a_port_that_never_answers_is_given_up(self):
        with sources.Server(sources.silence()) as server:
            address = "127.0.0.1:%d" % server.port
            self.says(run("status", "--driver", address, timeout=20), 1, address, "no answer", "not a Sluice port")

    def test_a_worker_waits_for_its_driver_and_says_so(self):
        port = free_port()
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(temporary_folder())
            worker = stack.enter_context(process("worker", "worker", "--driver", "127.0.0.1:%d" % port, "--data-dir", folder + "/w"))
            worker.wait_for("no Sluice driver answers at 127.0.0.1:%d, trying on: .*Connection refused" % port)
            stack.enter_context(process("driver", "driver", "--listen", "127.0.0.1:%d" % port, "--data-dir", folder + "/d"))
            worker.wait_for("registered with")
            worker.terminate()
            self.assertEqual(worker.wait(20), 0)


class DamagedLogs(Story):
    """The driver daemon's record of its applications."""

    def setUp(self):
        self.folder = self.enterContext(temporary_folder())
        self.log = self.folder + "/d/applications.log"
        with process("driver", "driver", "--listen", "127.0.0.1:0", "--data-dir", self.folder + "/d") as driver:
            address = driver.wait_for(r"listening on (\S+)").group(1)
            for _ in range(3):  # They wait for a worker.
                self.says(run("submit", "--detach", "--driver", address, WORDCOUNT), 0)
            driver.kill()

    def start(self):
        return process("driver", "driver", "--listen", "127.0.0.1:0", "--data-dir", self.folder + "/d")

    def test_a_torn_tail_is_cut_off_and_told(self):
        os.truncate(self.log, os.path.getsize(self.log) - 5)
        with self.start() as driver:
            driver.wait_for(r"applications.log: cut off \d+ bytes that were never committed")
            address = driver.wait_for(r"listening on (\S+)").group(1)
            self.says(run("status", "--driver", address), 0, "Applications: 3")

    def test_damage_in_the_middle_is_named_and_nothing_is_overwritten(self):
        with open(self.log, "r+b") as log:
            log.seek(os.path.getsize(self.log) // 2)
            log.write(b"\xff\xff\xff")
        with open(self.log, "rb") as log:
            before = log.read()
        with self.start() as driver:
            self.assertEqual(driver.wait(20), 1)
            self.assertRegex(driver.output(), r"damaged.*applications\.log offset=\d+.*move the file away")
        with open(self.log, "rb") as log:
            self.assertEqual(log.read(), before)

    def test_another_file_in_its_place_is_refused(self):
        with open(self.log, "wb") as log:
            log.write(random.Random(SEED).randbytes(5000))
        with self.start() as driver:
            self.assertEqual(driver.wait(20), 1)
            self.assertIn("not a record log", driver.output())


class SourcesOfAnEmbeddedApplication(Story):
    def count(self, server, *words):
        self.totals = os.path.join(self.enterContext(temporary_folder()), "totals.tsv")
        return self.enterContext(process("wordcount", "--port", str(server.port), "--interval-ms", "100", "--totals",
                                         self.totals, *words, binary=WORDCOUNT))

    def test_a_line_of_a_gibibyte_is_dropped_said_and_takes_no_memory(self):
        with sources.Server(sources.one_line_of_a_gibibyte) as server:
            count = self.count(server)
            count.wait_for(r"W .*dropped a line from localhost:%d that is longer than" % server.port)
            self.assertLess(peak_mib(count), 150)
            self.assertEqual(count.wait(30), 0)
        self.assertEqual(read_totals(self.totals), {b"before": 1, b"the": 2, b"after": 1})

    def test_bytes_that_are_no_text_are_kept(self):
        with sources.Server(sources.no_text) as server:
            self.assertEqual(self.count(server).wait(30), 0)
        self.assertEqual(read_totals(self.totals), {b"\xff\xfe": 1, b"caf\xe9": 1, b"\x00": 1, b"nul\x00nul": 1,
                                                    b"last": 1, b"\xc3\x28": 1})

    def test_a_silent_source_is_waited_for_and_left_in_order(self):
        with sources.Server(sources.silence()) as server:
            count = self.count(server)
            count.wait_for("connected to")
            count.wait_for(r"^Time: \d+ ms", occurrences=2)
            count.terminate()
            self.assertEqual(count.wait(20), 0)
        self.assertEqual(read_totals(self.totals), {})

    def test_a_broken_connection_is_said_once_and_tried_again(self):
        with sources.Server(sources.break_off) as server:
            count = self.count(server)
            count.wait_for("W .*RETRYING: lost the connection to localhost:%d.*unfinished line" % server.port)
        count.wait_for("W .*RETRYING: cannot connect to localhost:%d: Connection refused" % server.port)
        count.terminate()
        self.assertEqual(count.wait(20), 0)
        self.assertGreaterEqual(read_totals(self.totals)[b"whole"], 1)

    def test_sigterm_to_the_process_and_to_its_group_is_one_request(self):
        with sources.Server(sources.silence()) as server:
            count = self.count(server)
            count.wait_for("connected to")
            count.terminate()
            os.killpg(count.pid, signal.SIGTERM)
            self.assertEqual(count.wait(20), 0)
        self.assertEqual(read_totals(self.totals), {})

    def test_receivers_that_come_late_find_a_stream_that_ends(self):
        folder = self.enterContext(temporary_folder())
        with open(folder + "/lines", "w", encoding="utf-8") as lines:
            lines.write("one two\n" * 10)
        source = self.enterContext(process("source", "--port", "0", "--file", folder + "/lines", binary=WORDSOURCE))
        port = int(source.wait_for(r"listening on [\d.]+:(\d+)").group(1))
        count = self.count(collections.namedtuple("Source", "port")(port), "--receivers", "3")
        self.assertEqual(count.wait(30), 0)
        self.assertEqual(read_totals(self.totals), {b"one": 10, b"two": 10})


class OnACluster(Story):
    @classmethod
    def setUpClass(cls):
        cls.cluster = LocalCluster()

    @classmethod
    def tearDownClass(cls):
        cls.cluster.stop()

    def tearDown(self):
        """Nobody else was disturbed."""
        for daemon in [self.cluster.driver, *self.cluster.workers]:
            self.assertTrue(daemon.is_running(), daemon.output()[-3000:])
        self.assertEqual([w["state"] for w in self.cluster.status()["workers"]], ["alive", "alive"])

    def changed(self, name, old, new, of=WORDCOUNT):
        """A copy of a program with all `old` bytes replaced."""
        with open(of, "rb") as file:
            program = file.read()
        self.assertIn(old, program)
        return self.write(name, program.replace(old, new))

    def write(self, name, content):
        path = self.cluster.path(name)
        with open(path, "wb") as file:
            file.write(content)
        os.chmod(path, 0o755)
        return path

    def test_files_that_are_no_applications_never_reach_the_cluster(self):
        with open(WORDCOUNT, "rb") as file:
            program = file.read()
        submissions = len(self.cluster.status()["applications"])
        for path, *texts in [
                ("/no/such/file", "/no/such/file"),
                (self.cluster.folder, "not a regular file"),
                ("/bin/true", "/bin/true is not a Sluice application"),
                (self.write("text", b"hello\n"), "not an ELF executable"),
                (self.write("empty", b""), "not an ELF executable"),
                (self.write("cut", program[:len(program) * 2 // 3]), "cut short"),
                (self.write("arm", program[:18] + b"\xb7\x00" + program[20:]), "aarch64", "x86_64"),
                (self.changed("old", *other_version(b"Sluice\0\0")), "9.9.9", "build it again"),
        ]:
            with self.subTest(path=path):
                self.says(self.cluster.cli("submit", path), 1, *texts)
        self.assertEqual(len(self.cluster.status()["applications"]), submissions)

    def test_a_worker_of_another_version_is_refused(self):
        version = run("--version")[1].split()[1]
        # Also where the compiler keeps the text in instructions, four bytes at a time.
        other = self.changed("other-sluice", version[:4].encode(), b"7.7.", of=SLUICE)
        self.assertIn("7.7.", run("--version", binary=other)[1])
        worker = self.cluster.start("other", "worker", "--driver", self.cluster.address, "--data-dir",
                                    self.cluster.path("other"), binary=other)
        self.assertEqual(worker.wait(20), 1)
        self.assertRegex(worker.output(), r"the worker is Sluice 7\.7\..*the driver is Sluice %s.*same version" % version)
        self.says(run("status", "--driver", self.cluster.address, binary=other), 1, "7.7.", version)

    def test_an_executor_of_another_build_is_refused(self):
        with sources.Server(sources.silence()) as server:
            submit = self.cluster.count_words(server.port)
            mark = b"\x04\0\0\0\x14\0\0\0\x03\0\0\0GNU\0"
            with open(WORDCOUNT, "rb") as file:
                program = file.read()
            at = program.index(mark) + len(mark)
            other = self.write("other-build", program[:at] + b"\xab" * 20 + program[at + 20:])
            application = submit.wait_for(r"application (app-\S+)").group(1)
            place = self.cluster.driver.wait_for(r"application %s is at (\S+)" % application).group(1)
            self.says(run(binary=other, env={
                "SLUICE_ROLE": "executor", "SLUICE_APPLICATION": application, "SLUICE_DRIVER": place,
                "SLUICE_EXECUTOR": "77", "SLUICE_WORKER": "stranger", "SLUICE_DAEMON": self.cluster.address,
                "SLUICE_CORES": "1", "SLUICE_MEMORY": "100000000",
                "SLUICE_LISTEN": "127.0.0.1:0", "SLUICE_WORK_DIR": self.cluster.folder}), 1, "another build", "ab" * 20)
            self.says(self.cluster.cli("kill", application), 0)
            submit.wait(20)

    def test_busy_ports_and_folders(self):
        path, address = self.cluster.path, self.cluster.address
        self.says(run("driver", "--listen", address, "--data-dir", path("d2")), 1, address, "in use", "another port")
        self.says(run("driver", "--listen", "127.0.0.1:0", "--data-dir", path("driver")), 1, "--data-dir")
        metrics = self.cluster.status()["metrics_address"]
        self.says(run("worker", "--driver", address, "--data-dir", path("w9"), "--metrics-listen", metrics), 1, metrics)
        self.says(run("driver", "--listen", "10.255.255.1:0", "--data-dir", path("d2")), 1, "not one of this machine")

    def test_names_nobody_knows(self):
        self.says(self.cluster.cli("kill", "app-9"), 1, "app-9", "sluice status")
        self.says(self.cluster.cli("logs", "app-9"), 1, "app-9", "sluice status")
        self.says(self.cluster.cli("submit", "--conf", "novalue", WORDCOUNT), 1, "novalue")
        self.says(self.cluster.cli("submit", "--conf", "spark.streaming.blockInterval=fast", WORDCOUNT), 1, "fast")
        self.says(self.cluster.cli("submit", "--conf", "spark.streaming.blokInterval=1s", "--conf",
                                   "sluice.task.timeout=never", WORDCOUNT), 1,
                  'spark.streaming.blokInterval="1s": did you mean spark.streaming.blockInterval?',
                  'sluice.task.timeout="never"', "a duration (200ms, 1s, 5m or plain milliseconds) from 100ms")

    def test_arguments_that_are_no_utf8_arrive_as_they_are(self):
        totals = os.fsencode(self.cluster.path("totals-")) + b"\xff"
        with sources.Server(lambda client: client.sendall(b"caf\xe9 x\n")) as server:
            code, printed = run("submit", "--driver", self.cluster.address, "--name", b"n\xff", WORDCOUNT, "--",
                                "--port", str(server.port), "--interval-ms", "100", "--totals", totals)
        self.assertEqual(code, 0, printed)
        self.assertEqual(read_totals(totals), {b"caf\xe9": 1, b"x": 1})
        self.assertIn("n\\xFF", [a["name"] for a in self.cluster.status()["applications"]])

    def test_no_terminal_obeys_what_an_application_prints(self):
        with sources.Server(lambda client: client.sendall(b"\x1b]0;title\x07 plain\n")) as server:
            submit = self.cluster.count_words(server.port)
            application = submit.wait_for(r"application (app-\S+)").group(1)
            self.assertEqual(submit.wait(30), 0, submit.output()[-3000:])
        logs = ["logs", application, "--driver", self.cluster.address]
        raw = subprocess.run([SLUICE, *logs], capture_output=True, timeout=30, check=True).stdout
        self.assertIn(b"(\x1b]0;title\x07,1)\n", raw)
        shown = on_a_terminal(*logs)
        self.assertIn(rb"(\x1B]0;title\x07,1)", shown)
        self.assertNotIn(b"\x1b", shown)

    def test_garbage_on_every_port_changes_no_count(self):
        print("SLUICE_SEED=%d" % SEED, flush=True)
        lines = self.cluster.path("lines")
        with open(lines, "w", encoding="utf-8") as file:
            file.writelines("w%d x\n" % (i % 97) for i in range(300_000))
        source = self.cluster.start("source", "--port", "0", "--file", lines, "--rate", "60000", binary=WORDSOURCE)
        submit = self.cluster.count_words(int(source.wait_for(r"listening on [\d.]+:(\d+)").group(1)))
        submit.wait_for(r"^Time: \d+ ms", occurrences=2)
        ports = listening_ports([p.pid for p in [self.cluster.driver, *self.cluster.workers]])
        # Three daemons with metrics, one of them with pages, an application driver, two executors.
        self.assertGreaterEqual(len(ports), 10)
        for port in ports:
            garbage.throw(port, SEED)
        self.assertEqual(submit.wait(60), 0, submit.output()[-3000:])
        totals = read_totals(self.cluster.totals)
        self.assertEqual(totals[b"x"], 300_000)
        self.assertEqual(sum(totals.values()), 600_000)


class StoppingTwice(Story):
    def test_a_second_sigterm_ends_a_daemon_at_once(self):
        cluster = LocalCluster()
        self.addCleanup(cluster.stop)
        with sources.Server(sources.silence()) as server:
            cluster.count_words(server.port)
            application = int(cluster.driver.wait_for(r"the driver of application app-\S+ runs as process (\d+)").group(1))
            os.kill(application, signal.SIGSTOP)  # It will not stop when it is asked to.
            cluster.driver.terminate()
            cluster.driver.wait_for("stopping; once more to end at once")
            eventually("it has ended", lambda: cluster.driver.terminate() or not cluster.driver.is_running(), timeout=5)
            self.assertEqual(cluster.driver.wait(1), 128 + signal.SIGTERM)


class FullDisk(Story):
    def test_under_the_block_store_holds_the_source_back_and_loses_nothing(self):
        with contextlib.ExitStack() as stack:
            cluster = LocalCluster()
            stack.callback(cluster.stop)
            for worker in cluster.workers:
                worker.terminate()
                worker.wait(20)
            # Room for the executable, however it was built, and 3 MiB of blocks. Memory for three blocks.
            for name in ("small1", "small2"):
                stack.enter_context(small_disk(cluster.path(name), os.path.getsize(WORDCOUNT) + (3 << 20)))
                cluster.start_worker(name, "--memory", "16m").wait_for("registered with")
            lines = cluster.path("lines")
            with open(lines, "w", encoding="utf-8") as file:
                file.writelines("w%d %s\n" % (i % 50, "y" * 80) for i in range(400_000))
            source = cluster.start("source", "--port", "0", "--file", lines, binary=WORDSOURCE)
            submit = cluster.count_words(int(source.wait_for(r"listening on [\d.]+:(\d+)").group(1)))
            self.assertEqual(submit.wait(60), 0, submit.output()[-3000:])
            self.assertEqual(read_totals(cluster.totals)[b"y" * 80], 400_000)
            application = submit.wait_for(r"application (app-\S+)").group(1)
            logs = "".join(cluster.cli("logs", application, "--executor", e)[1] for e in "01")
            self.assertRegex(logs, r"waits for room: .*No space left on device")


@contextlib.contextmanager
def process(name, *words, binary=SLUICE):
    started = Process(name, [binary, *words])
    try:
        yield started
    finally:
        started.kill_group()


@contextlib.contextmanager
def temporary_folder():
    folder = subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def tempfile_with(content):
    with temporary_folder() as folder:
        with open(folder + "/file", "wb") as file:
            file.write(content)
        yield folder + "/file"


@contextlib.contextmanager
def small_disk(folder, size):
    os.makedirs(folder)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%d" % size, "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=False)


def commands_in_help():
    """What `sluice --help` lists, and what the help of each says of commands within it, as `sluice worker drain WORKER`."""
    listed = re.findall(r"^  ([a-z]+) +[A-Z]", run("--help")[1], re.M)
    within = [f"{command} {word}" for command in listed
              for word in re.findall(rf"`sluice {command}\s+([a-z]+)\s+[A-Z]+`", run(command, "--help")[1])]
    return listed + within


def other_version(owner):
    """(what the note of an application says, what that of another version would say)."""
    version = run("--version")[1].split()[1].encode()
    return owner + version.ljust(16, b"\0"), owner + b"9.9.9".ljust(16, b"\0")


def peak_mib(started):
    with open("/proc/%d/status" % started.pid, encoding="ascii") as status:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1)) >> 10


def listening_ports(roots):
    """TCP ports on which these processes and what they started listen."""
    out = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = [tuple(map(int, line.split())) for line in out.splitlines()]
    family = set(roots)
    while more := {pid for pid, parent in parents if parent in family} - family:
        family |= more
    listed = subprocess.run(["ss", "-Hltnp"], capture_output=True, text=True, check=True).stdout
    return sorted({int(line.split()[3].rsplit(":", 1)[1]) for line in listed.splitlines()
                   if any("pid=%d," % pid in line for pid in family)})


if __name__ == "__main__":
    unittest.main(verbosity=2)
