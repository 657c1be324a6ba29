"""Programs and functions that do what they should not: each says what it is, and nothing else is disturbed."""
import os
import subprocess
import tempfile
import unittest

from mark import Mark
from process import Process, eventually
from sluice_run import command, environment, run


class BadFunctionTest(unittest.TestCase):
    def expect(self, case, *lines):
        code, out, err = run("bad_functions.py", case)
        self.assertEqual((code, out.splitlines()), (0, [*lines, "goes on 3 [0, 0]"]), err[-4000:])

    def test_a_function_that_exits_fails_its_task(self):
        self.expect("exit", "sys.exit True", "os._exit True")

    def test_a_crash_says_where_it_was_if_that_is_asked_for(self):
        self.expect("segfault", "where True True")

    def test_a_function_may_fork_and_leave_what_it_has_forked(self):
        self.expect("fork", "result [0, 1] result [0, 1]", "result [0, 1] result [0, 1]", "before its child True")

    def test_a_function_that_kills_what_processes_are_forked_from_fails_alone(self):
        self.expect("daemon", "killed True")

    def test_a_function_may_print_a_lot(self):
        with tempfile.TemporaryFile() as err:
            done = subprocess.run(command("bad_functions.py", "print"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=err, env=environment(), timeout=300, text=True, check=False)
            self.assertGreaterEqual(err.seek(0, os.SEEK_END), 2 * 30000 * 1024)
        self.assertEqual((done.returncode, done.stdout.splitlines()), (0, ["result [0, 1]", "goes on 3 [0, 0]"]))

    def test_a_function_that_eats_memory_gets_an_error_of_its_own(self):
        self.expect("memory", "True")

    def test_the_process_that_takes_most_is_killed_before_all_take_more_than_their_executor_may(self):
        self.expect("together", "True True")
        self.expect("child", "True", "it is gone, too")

    def test_a_function_that_cannot_be_pickled_is_refused_before_anything_runs(self):
        self.expect("unpicklable", "PicklingError: Could not serialize object: TypeError: cannot pickle '_thread.lock' object")

    def test_the_process_of_a_function_without_end_is_killed_with_its_job(self):
        self.expect("endless", "their processes are gone")

    def test_ten_thousand_objects_may_live(self):
        self.expect("objects", "10000 0 True")


class EndTest(unittest.TestCase):
    """Of a program whose functions never end."""

    def setUp(self):
        self.mark = Mark()
        self.program = Process("endless", command("endless.py"), {**environment(), **self.mark.variables})
        self.addCleanup(self.program.kill_group)
        self.program.wait_for("both run", 60)
        self.assertGreater(len([name for name in self.mark.executables() if name.startswith("python")]), 3)

    def expect_nothing_left(self):
        eventually("no process is left", lambda: not self.mark.executables())

    def test_a_signal_ends_all_its_processes(self):
        self.program.terminate()
        self.assertNotEqual(self.program.wait(60), 0, self.program.output())
        self.expect_nothing_left()

    def test_its_processes_end_with_that_of_sluice_however_that_ends(self):
        self.program.kill()
        self.expect_nothing_left()


class BadProgramTest(unittest.TestCase):
    def test_a_syntax_error_is_pythons(self):
        code, out, err = run("syntax_error.py")
        self.assertEqual((code, out), (1, ""))
        self.assertIn("SyntaxError", err)

    def test_a_program_that_forgets_to_stop_ends_all_the_same(self):
        self.assertEqual(run("forgets_to_stop.py")[:2], (0, "6\n"))

    def test_strangers_and_garbage_are_sent_away(self):
        code, out, err = run("garbage_clients.py")
        self.assertEqual((code, out.splitlines()), (0, ["False"] * 4 + ["True", "goes on 6"]), err)


if __name__ == "__main__":
    unittest.main()
