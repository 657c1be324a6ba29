"""Daemons that are told to end, as `systemctl restart` does, while an application reads a source that has no end.

Real processes on loopback. The source sends nothing while a receiver moves, so not one line may be missing or doubled.
"""
import os
import socket
import unittest

from local_cluster import LocalCluster, read_totals
from process import eventually

LINE_COUNT = os.path.abspath("tests/cluster/line_count")


class Source:
    """A TCP server of numbered lines for one receiver at a time."""

    def __init__(self):
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(20)
        self.port = self._server.getsockname()[1]
        self._client = None
        self.sent = 0

    def accept(self):
        former, (self._client, _) = self._client, self._server.accept()
        if former:
            former.close()

    def send(self, lines, word="line"):
        self._client.sendall(b"".join(b"%s %d\n" % (word.encode(), self.sent + i) for i in range(lines)))
        self.sent += lines

    def close(self):
        self._client.close()
        self._server.close()


class Leaving(unittest.TestCase):
    def setUp(self):
        self.cluster = LocalCluster(workers=2)
        self.addCleanup(self.cluster.stop)
        self.source = Source()
        self.addCleanup(self.source.close)
        self.workers = list(self.cluster.workers)

    def submit(self):
        submit = self.cluster.start("submit", "submit", "--driver", self.cluster.address, LINE_COUNT, "--",
                                    str(self.source.port))
        self.source.accept()
        return submit

    def application(self):
        return self.cluster.status()["applications"][-1]

    def receiver_state(self):
        """Of half a second ago; "" if none was known then."""
        receivers = self.application()["status"]["receivers"]
        return receivers[0]["state"] if receivers else ""

    def send_and_count(self, submit, lines=1000):
        self.source.send(lines)
        submit.wait_for(r"^lines %d doubled 0$" % self.source.sent)

    def worker_of_receiver(self):
        """(process, worker id) of the one that hosts the receiver."""
        def look():
            status = self.application()["status"]
            homes = {e["executor"]: e["worker"] for e in status["executors"]}
            active = [r for r in status["receivers"] if r["state"] == "ACTIVE"]
            worker = homes.get(active[0]["executor"]) if active else None
            return next(((w, worker) for w in self.workers if worker and w.is_running() and worker in w.output()), None)
        return eventually("a receiver that runs", look)

    def restart(self, worker):
        """SIGTERM, wait, start: what systemctl restart does. Returns the new process."""
        worker.terminate()
        self.assertEqual(worker.wait(20), 0, worker.output()[-3000:])
        self.workers.append(self.cluster.start_worker("w%d" % (len(self.workers) + 1), "--memory", "256m"))
        self.workers[-1].wait_for("registered with")
        return self.workers[-1]

    def assert_runs(self, submit):
        self.assertTrue(submit.is_running(), submit.output()[-3000:])
        self.assertEqual(self.application()["state"], "RUNNING")

    def test_both_workers_are_restarted_one_after_the_other_and_no_line_is_lost(self):
        submit = self.submit()
        self.send_and_count(submit)
        for _ in range(3):
            worker, _ = self.worker_of_receiver()
            self.source.send(1000)
            self.restart(worker)
            self.source.accept()
            self.send_and_count(submit)
        self.assert_runs(submit)
        self.assertEqual(self.application()["status"]["records"]["lost"], 0)

    def test_the_end_of_a_program_that_waits_for_its_sources_is_theirs(self):
        submit = self.cluster.count_words(self.source.port)
        self.source.accept()
        self.source.send(1000)
        eventually("the lines are received", lambda: self.application()["status"]["records"]["processed"] == 1000)
        worker, _ = self.worker_of_receiver()
        worker.terminate()
        self.source.accept()
        self.assertEqual(worker.wait(20), 0)
        self.source.send(1000)
        eventually("the lines are received", lambda: self.application()["status"]["records"]["processed"] == 2000)
        self.assert_runs(submit)
        self.source.send(1000)
        self.source.close()
        self.assertEqual(submit.wait(30), 0, submit.output()[-3000:])
        self.assertEqual(read_totals(self.cluster.totals)[b"line"], 3000)
        self.assertEqual(self.application()["state"], "FINISHED")
        self.assertEqual(self.application()["status"]["records"]["processed"], 3000)

    def test_without_another_worker_the_receiver_waits_for_one(self):
        self.workers[1].terminate()
        self.workers[1].wait(20)
        submit = self.submit()
        self.send_and_count(submit)
        self.source.send(1000)
        self.workers[0].terminate()
        self.assertEqual(self.workers[0].wait(20), 0)
        eventually("the receiver waits", lambda: self.receiver_state() == "WAITING")
        self.assert_runs(submit)
        self.workers.append(self.cluster.start_worker("w3", "--memory", "256m"))
        self.source.accept()
        self.send_and_count(submit)

    def test_what_leaves_is_shown_and_its_task_is_done_once(self):
        submit = self.submit()
        self.send_and_count(submit, 10)
        worker, name = self.worker_of_receiver()
        gate = self.cluster.path("gate")
        self.source.send(1, "wait " + gate)
        eventually("its task runs", lambda: any(
            b["state"] == "running" and b["records"] for b in self.application()["status"]["batches"]))
        worker.terminate()
        eventually("it is said to leave", lambda: [w["state"] for w in self.cluster.status()["workers"] if w["worker"] == name] == ["leaving"])
        eventually("its executor, too", lambda: "leaving" in [e["state"] for e in self.application()["status"]["executors"]])
        self.assertRegex(self.cluster.cli("status")[1], r"executor \d+ on %s: leaving" % name)
        open(gate, "wb").close()
        self.assertEqual(worker.wait(20), 0)
        submit.wait_for(r"^lines 11 doubled 0$")
        self.source.accept()
        self.send_and_count(submit, 10)
        self.assertNotIn("lost executor", submit.output())

    def test_an_application_that_is_killed_or_stopped_with_its_daemon_has_not_finished(self):
        submit = self.submit()
        self.send_and_count(submit, 10)
        self.assertEqual(self.cluster.cli("kill", self.application()["application"])[0], 0)
        self.assertNotEqual(submit.wait(20), 0)
        self.assertEqual(self.application()["state"], "KILLED")
        self.source.sent = 0
        submit = self.submit()
        self.send_and_count(submit, 10)
        self.cluster.driver.terminate()
        self.assertEqual(self.cluster.driver.wait(40), 0)
        self.assertNotEqual(submit.wait(20), 0)
        driver = self.cluster.start("driver", "driver", "--listen", self.cluster.address, "--data-dir", self.cluster.path("driver"))
        driver.wait_for("listening on")
        self.assertEqual(self.application()["state"], "KILLED")
        self.assertRegex(self.application()["message"], "the driver daemon is stopping; its driver ended with exit code 0")


if __name__ == "__main__":
    unittest.main(verbosity=2)
