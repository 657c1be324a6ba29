"""Streams of programs for the stock pyspark package: what they compute and are told, and how they go on when killed."""
import ast
import json
import os
import signal
import subprocess
import tempfile
import unittest
import urllib.request

from process import Process, eventually
from sluice_run import command, environment, expected_lines, run

PATIENCE = 60


class StreamTest(unittest.TestCase):
    maxDiff = None

    def expect(self, lines, program, *arguments, **options):
        code, out, err = run(program, *arguments, **options)
        self.assertEqual(code, 0, err)
        self.assertEqual(out.splitlines(), lines, err)

    def test_words_of_a_socket_are_counted_from_batch_to_batch(self):
        code, out, err = run("stream_words.py")
        self.assertEqual(code, 0, err)
        self.assertEqual(out.splitlines()[-1], "totals [('be', 3), ('is', 1), ('not', 1), ('or', 1), ('question', 1), "
                         "('that', 1), ('the', 1), ('to', 3)]", err)
        self.assertIn("-------------------------------------------\nTime: ", out)

    def test_every_operation_gives_what_it_gives_on_spark(self):
        self.expect(expected_lines("stream_operations.expected"), "stream_operations.py", seconds_max=600)

    def test_a_batch_may_stop_the_context_that_runs_it(self):
        for way in ("at once", "gracefully"):
            self.expect(["stopped [[1], [2], [3]] None"] * 2, "stream_stop_within.py", way)

    def test_errors_are_those_that_users_of_pyspark_know(self):
        self.expect([
            "in a task True True True",
            "in a transformation True",
            "others go on [[1], [2], [3], [4]] True",
            "no folder True",
            "not to be pickled True True",
            "no output True",
            "too late True",
            "stopped",
        ], "stream_errors.py")

    def test_listeners_are_told_what_happens(self):
        self.expect([
            "started True",
            "receiver (0, True, -1)",
            "submitted (-1, -1)",
            "begun True",
            "completed (0, True, [(0, 'foreachRDD'), (1, 'foreachRDD')])",
            "operation -1",
            "failed True",
            "records 2",
        ], "stream_listeners.py")


class DashboardsTest(unittest.TestCase):
    def ask(self, path):
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return json.load(answer)
        except OSError:
            return None  # Not yet.

    def shown(self, number):
        dashboard = self.ask("/dashboards/%d" % number)
        return dashboard and (dashboard["name"], dashboard["columns"], dashboard["batches"][-1]["rows"], dashboard["batches"][-1]["more"])

    def test_a_stream_is_shown_on_the_page(self):
        program = Process("dashboards", command("stream_dashboards.py"), env=environment())
        self.addCleanup(program.kill_group)
        page = program.wait_for(r"its page is on (http://[^/]+)/", PATIENCE).group(1)
        for rows in (0, 101):
            program.wait_for("rows=%d max=100" % rows, PATIENCE)
        self.url = page
        self.url += "/api/sluice" + "/v1/applications/" + eventually("an application", lambda: self.application(page), timeout=PATIENCE)
        eventually("three dashboards", lambda: len((self.ask("/dashboards") or {"dashboards": []})["dashboards"]) == 3, timeout=PATIENCE)
        self.assertEqual(("counts", ["key", "value"], [["a", 2], ["b", 1]], False), self.shown(0))
        self.assertEqual(("words", ["value"], [["a"], ["b"]], True), self.shown(1))
        name, columns, rows, more = self.shown(2)
        self.assertEqual((["_1", "_2", "_3", "_4"], True), (columns, more))
        self.assertEqual([0.5, "nan", "True"], rows[0][1:])
        self.assertTrue(rows[0][0].startswith("<script>kkk"))
        self.assertLess(len(rows[0][0]), 250)

    def application(self, page):
        try:
            with urllib.request.urlopen(page + "/api/v1/applications", timeout=10) as answer:
                return json.load(answer)[0]["id"]
        except OSError:
            return None


class RecoveryTest(unittest.TestCase):
    """A program that reads files, killed and started again."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folders = [os.path.join(folder.name, name) for name in ("inbox", "checkpoint", "results")]
        for path in self.folders:
            os.mkdir(path)
        self.put_files = 0
        self.program = None
        self.addCleanup(self.kill)

    def start(self, name="stream_recoverable.py", *arguments):
        self.program = subprocess.Popen(command(name, *self.folders, *arguments), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, env=environment(), text=True, start_new_session=True)
        said = []
        while not said or said[-1] != "started":
            line = self.program.stdout.readline()
            self.assertTrue(line, "the program has ended: %s" % said)
            said.append(line.strip())
        return said[:-1]

    def kill(self):
        if self.program is None:
            return
        os.killpg(self.program.pid, signal.SIGKILL)
        self.program.wait()
        self.program.stdout.close()
        self.program = None

    def put(self, *lines):
        self.put_files += 1
        path = os.path.join(self.folders[0], str(self.put_files))
        with open(path + ".part", "w") as file:
            file.write("".join(line + "\n" for line in lines))
        os.rename(path + ".part", path)

    def result(self, name):
        try:
            with open(os.path.join(self.folders[2], name)) as file:
                return dict(ast.literal_eval(file.read()))
        except FileNotFoundError:
            return None

    def expect(self, counts):
        wanted = {"sums": {"before": 100, **counts}, "window": counts, "union": {key: 11 * n for key, n in counts.items()}}
        try:
            eventually("results", lambda: all(self.result(name) == rows for name, rows in wanted.items()), PATIENCE)
        finally:
            self.assertEqual({name: self.result(name) for name in wanted}, wanted)

    def test_a_killed_program_goes_on_with_its_functions_its_state_and_what_came_meanwhile(self):
        self.assertEqual(self.start(), ["made", "recoverable"])
        self.put("a", "a", "b")
        self.expect({"a": 2, "b": 1})
        self.put("b")
        self.expect({"a": 2, "b": 2})
        self.kill()
        self.put("c", "a")
        self.assertEqual(self.start(), ["recoverable"])
        self.expect({"a": 3, "b": 2, "c": 1})
        self.put("c")
        self.expect({"a": 3, "b": 2, "c": 2})
        self.kill()
        self.assertEqual(self.start(), ["recoverable"])
        self.put("d")
        self.expect({"a": 3, "b": 2, "c": 2, "d": 1})

    def test_variables_that_a_batch_asks_for_are_made_anew_in_each_life(self):
        for _ in range(2):
            self.start("stream_shared_variables.py", "asked")
            self.put("to", "a", "the", "be", "the")
            eventually("counts", lambda: self.result("shared") == {"kept": 2, "dropped": 3}, PATIENCE)
            ended = self.result("batches")["batches"] + 3  # Then the next life has nothing of this one to do again.
            eventually("batches", lambda: self.result("batches")["batches"] >= ended, PATIENCE)
            self.kill()
            os.remove(os.path.join(self.folders[2], "shared"))

    def test_a_variable_that_a_function_of_the_graph_holds_does_not_come_back_and_is_named(self):
        self.start("stream_shared_variables.py", "before")
        self.put("to", "a", "be")
        eventually("counts", lambda: self.result("kept") == {"kept": 2}, PATIENCE)
        self.kill()
        code, out, err = run("stream_shared_variables.py", *self.folders, "before")
        self.assertEqual((code, out), (1, ""), err)
        self.assertIn("An exception was raised by Python", err)
        self.assertIn("Broadcast variable `0` not loaded", err)

    def test_a_program_that_is_killed_before_its_first_batch_has_ended_keeps_its_initial_state(self):
        self.start()
        checkpoint = self.folders[1]
        eventually("a checkpoint", lambda: any(name.startswith("checkpoint-") for name in os.listdir(checkpoint)))
        self.kill()
        self.put("a")
        self.assertEqual(self.start(), ["recoverable"])
        self.expect({"a": 1})


if __name__ == "__main__":
    unittest.main()
