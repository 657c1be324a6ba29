"""A program stands still (SIGSTOP) until another one takes its checkpoint directory over, and goes on then (SIGCONT): it ends with
an error that names the other, and has changed nothing.

Real processes on loopback; the stopped one has executors of its own, which were never stopped.
"""
import os
import signal
import unittest

from keyed_lines import KEYS, RUNNING_TOTALS, Source
from local_cluster import LocalCluster, run
from process import Process, eventually


def stop(pid):
    """What its threads had begun to write has ended when this returns."""
    os.kill(pid, signal.SIGSTOP)
    eventually("it stands still", lambda: all(state_of(pid, thread) == "T" for thread in os.listdir("/proc/%d/task" % pid)))


def state_of(pid, thread):
    with open("/proc/%d/task/%s/stat" % (pid, thread), encoding="utf-8") as stat:
        return stat.read().rpartition(") ")[2][0]


class Takeover(unittest.TestCase):
    def setUp(self):
        self.cluster = LocalCluster(workers=2)
        self.addCleanup(self.cluster.stop)
        self.checkpoint = self.cluster.path("checkpoint")

    def source(self):
        source = Source()
        self.addCleanup(source.close)
        return source

    def submit(self, source, *options):
        submit = self.cluster.start("submit", "submit", "--driver", self.cluster.address, *options, RUNNING_TOTALS, "--",
                                    str(source.port), self.checkpoint)
        source.accept()
        return submit

    def embedded(self, source):
        program = Process("embedded", [RUNNING_TOTALS, str(source.port), self.checkpoint])
        self.addCleanup(program.kill_group)
        return program

    def application(self):
        return self.cluster.status()["applications"][-1]

    def driver_pid(self):
        return eventually("a driver", lambda: self.application()["driver_pid"])

    def wait_for_total(self, program, lines):
        return program.wait_for(r"^batch (\d+) keys %d lines %d$" % (KEYS, lines), timeout=40)

    def listing(self):
        """All files with what would tell that they were changed."""
        found = {}
        for folder, _, names in os.walk(self.checkpoint):
            for name in names:
                path = os.path.join(folder, name)
                status = os.stat(path)
                found[path] = (status.st_ino, status.st_size, status.st_mtime_ns)
        return found

    def assert_whole(self):
        code, output = run("checkpoint", "verify", self.checkpoint)
        self.assertEqual(code, 0, output)

    def test_the_one_that_stood_still_changes_nothing_and_ends_naming_the_other(self):
        first_source, second_source = self.source(), self.source()
        first = self.submit(first_source)
        first_source.send(1000)
        self.wait_for_total(first, 1000)
        stopped = self.driver_pid()
        os.kill(stopped, signal.SIGSTOP)
        self.addCleanup(self.go_on, stopped)

        second = self.embedded(second_source)
        second.wait_for(r"does not answer: host=.* pid=%d since=.*; this one takes it over in " % stopped)
        second_source.accept()
        second_source.send(500)
        self.wait_for_total(second, 1500)

        stop(second.pid)  # So whatever changes now, the first one has changed.
        before = self.listing()
        os.kill(stopped, signal.SIGCONT)
        self.assertEqual(first.wait(30), 1, first.output()[-3000:])
        self.assertEqual(self.listing(), before)
        os.kill(second.pid, signal.SIGCONT)
        self.assertRegex(first.output(), r"the checkpoint directory %s was taken over by another program, as this one did not "
                         r"answer: host=.* pid=%d since=.*; this one, host=.* pid=%d since=" %
                         (self.checkpoint, second.pid, stopped))

        second_source.send(500)
        self.wait_for_total(second, 2000)
        second.terminate()
        self.assertEqual(second.wait(30), 0, second.output()[-3000:])
        self.assert_whole()

    @staticmethod
    def go_on(pid):
        try:
            os.kill(pid, signal.SIGCONT)
        except ProcessLookupError:
            pass

    def test_a_program_that_runs_is_not_taken_from_and_a_killed_one_is_in_nobodys_way(self):
        first_source, second_source = self.source(), self.source()
        first = self.embedded(first_source)
        first_source.accept()
        first_source.send(100)
        self.wait_for_total(first, 100)
        refused = self.embedded(second_source)
        self.assertEqual(refused.wait(20), 1, refused.output()[-3000:])
        self.assertRegex(refused.output(), r"the checkpoint directory %s is in use by another program: host=.* pid=%d since=.*; "
                         r"stop that one" % (self.checkpoint, first.pid))
        first.kill()
        next_one = self.embedded(second_source)
        second_source.accept()
        second_source.send(100)
        self.wait_for_total(next_one, 200)
        self.assertNotIn("does not answer", next_one.output())

    def test_an_application_is_resumed_under_its_id(self):
        source = self.source()
        first = self.submit(source)
        source.send(1000)
        self.wait_for_total(first, 1000)
        name = self.application()["application"]
        code, output = self.resume(name, source)
        self.assertEqual(code, 1)
        self.assertIn("application %s is RUNNING: only one that has ended can be resumed" % name, output)
        code, output = self.resume(self.checkpoint, source)
        self.assertEqual(code, 1)
        self.assertRegex(output, r"still runs: host=.* pid=%d since=.* application=%s" % (self.driver_pid(), name))

        os.kill(self.driver_pid(), signal.SIGKILL)
        self.assertEqual(first.wait(30), 128 + signal.SIGKILL)
        for life, named in ((2, name), (3, self.checkpoint)):
            next_source = self.source()
            resumed = self.submit(next_source, "--resume", named)
            next_source.send(1000)
            self.wait_for_total(resumed, life * 1000)
            self.assertEqual(self.application()["application"], name)
            self.assertEqual(self.application()["restarts"], life - 1)
            self.assertEqual(self.cluster.cli("kill", name)[0], 0)
            eventually("it has ended", lambda: self.application()["state"] == "KILLED")

    def resume(self, named, source):
        return run("submit", "--driver", self.cluster.address, "--resume", named, RUNNING_TOTALS, "--", str(source.port),
                   self.checkpoint)


if __name__ == "__main__":
    unittest.main(verbosity=2)
