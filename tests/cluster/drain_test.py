"""A worker is drained by `sluice worker drain`: what it has moves, nothing is lost, nothing is computed again, and it stays empty.

Real processes on loopback. The source sends nothing while a receiver moves, so not one line may be missing or doubled.
"""
import os
import re
import unittest

from keyed_lines import KEYS, Source
from local_cluster import LocalCluster
from process import eventually

NOTED_TOTALS = os.path.abspath("tests/cluster/noted_totals")
INTERVAL_MILLIS = 1000
MAPS = 2  # Each line is mapped for the window and for the state.


class Drain(unittest.TestCase):
    def setUp(self):
        self.cluster = LocalCluster(workers=2)
        self.addCleanup(self.cluster.stop)
        self.source = Source()
        self.addCleanup(self.source.close)
        self.slowest = {}

    def submit(self):
        submit = self.cluster.start("submit", "submit", "--driver", self.cluster.address, NOTED_TOTALS, "--",
                                    str(self.source.port), self.cluster.path("checkpoint"), self.cluster.path("notes"))
        self.source.accept()
        return submit

    def application(self):
        application = self.cluster.status()["applications"][-1]
        for batch in application.get("status", {}).get("batches", []):
            if batch["state"] == "completed":
                took = batch["scheduling_delay_millis"] + batch["processing_millis"]
                self.slowest[batch["batch_time"]] = took
        return application

    def state_of(self, worker):
        return next((w["state"] for w in self.cluster.status()["workers"] if w["worker"] == worker), None)

    def home_of_receiver(self):
        def look():
            status = self.application().get("status", {})
            homes = {e["executor"]: e["worker"] for e in status.get("executors", [])}
            active = [r for r in status.get("receivers", []) if r["state"] == "ACTIVE"]
            return active and homes.get(active[0]["executor"])
        return eventually("a receiver that runs", look)

    def process_of(self, worker):
        return next(p for p in self.cluster.workers if p.is_running() and worker in p.output())

    def workers_with_executors(self):
        return {e["worker"] for e in self.application()["executors"]}

    def send_and_count(self, submit, lines=1000):
        self.source.send(lines)
        for what in ["window", "total"]:
            submit.wait_for(r"^%s keys %d lines %d$" % (what, KEYS, self.source.sent), timeout=30)
        self.application()

    def noted(self):
        with open(self.cluster.path("notes"), encoding="utf-8") as notes:
            return sum(1 for _ in notes)

    def drain(self, worker, *options):
        return self.cluster.start("drain", "worker", "drain", "--driver", self.cluster.address, *options, worker)

    def assert_drained(self, process, worker):
        self.assertEqual(process.wait(60), 0, process.output()[-3000:])
        process.wait_for(r"^%s drained: it has no executors" % re.escape(worker))
        self.assertEqual(self.state_of(worker), "drained")
        self.assertNotIn(worker, self.workers_with_executors())

    def start_driver_again(self):
        self.cluster.driver = self.cluster.start("driver", "driver", "--listen", self.cluster.address, "--data-dir",
                                                 self.cluster.path("driver"))
        self.cluster.driver.wait_for("listening on")

    def test_what_it_has_moves_and_it_stays_drained_whoever_is_restarted(self):
        submit = self.submit()
        self.send_and_count(submit)
        self.send_and_count(submit)
        worker = self.home_of_receiver()
        daemon = self.process_of(worker)
        leaving = next(e["executor"] for e in self.application()["executors"] if e["worker"] == worker)
        drain = self.drain(worker)
        self.source.accept()
        self.assert_drained(drain, worker)
        drain.wait_for(r"^%s draining: executors left=1" % re.escape(worker))
        eventually("its receiver runs elsewhere", lambda: self.home_of_receiver() != worker)
        self.send_and_count(submit)
        self.assertEqual(self.noted(), MAPS * self.source.sent, "no line was mapped again")
        self.assertEqual(self.application()["status"]["records"]["lost"], 0)
        self.assertEqual(self.application()["status"]["batches_failed"], 0)
        self.assertLess(max(self.slowest.values()), 2 * INTERVAL_MILLIS)
        self.assertNotIn("lost executor", submit.output())

        self.assertTrue(daemon.is_running())
        name = self.application()["application"]
        code, log = self.cluster.cli("logs", "--executor", str(leaving), name)
        self.assertEqual(code, 0, log)
        self.assertIn("the driver lets this executor go", log)

        self.cluster.driver.kill()
        self.start_driver_again()
        eventually("it is known to be drained", lambda: self.state_of(worker) == "drained")
        eventually("the application is back", lambda: self.application().get("status", {}).get("executors"))
        self.send_and_count(submit)
        self.assertNotIn(worker, self.workers_with_executors())

        folder = next(n for n, p in zip(["w1", "w2"], self.cluster.workers) if p is daemon)
        daemon.kill()
        again = self.cluster.start_worker(folder, "--memory", "256m")
        again.wait_for("registered with")
        eventually("so is its next daemon", lambda: self.state_of(worker) == "drained")
        self.send_and_count(submit)
        self.assertNotIn(worker, self.workers_with_executors())
        self.assertEqual(self.noted(), MAPS * self.source.sent)

        code, said = self.cluster.cli("worker", "undrain", worker)
        self.assertEqual((code, said), (0, "%s takes executors\n" % worker))
        eventually("it has an executor", lambda: worker in self.workers_with_executors())
        self.assertEqual(self.state_of(worker), "alive")
        self.send_and_count(submit)

    def test_who_has_no_time_to_wait_is_told_what_is_left_and_may_come_back(self):
        submit = self.submit()
        self.send_and_count(submit)
        worker = self.home_of_receiver()
        gate = self.cluster.path("gate")
        self.source.send_line("wait " + gate)
        eventually("its task runs", lambda: any(
            b["state"] == "running" and b["records"] for b in self.application()["status"]["batches"]))
        hurried = self.drain(worker, "--timeout", "1s")
        self.assertEqual(hurried.wait(20), 1)
        hurried.wait_for(r"is not drained after 1s: it still has 1 executors")
        self.assertEqual(self.state_of(worker), "draining")
        self.assertRegex(self.cluster.cli("status")[1], r"executor \d+ on %s: leaving" % re.escape(worker))
        patient = self.drain(worker)
        patient.wait_for("draining: executors left=1")
        open(gate, "wb").close()
        self.source.accept()
        self.assert_drained(patient, worker)
        self.assert_drained(self.drain(worker), worker)

    def test_the_only_worker_waits_for_another_one(self):
        submit = self.submit()
        self.send_and_count(submit)
        first = self.home_of_receiver()
        other = next(w["worker"] for w in self.cluster.status()["workers"] if w["worker"] != first)
        self.assert_drained(self.drain(other), other)
        drain = self.drain(first)
        drain.wait_for("no other worker takes executors")
        submit.wait_for("%s is drained, and no other takes executors" % re.escape(first))
        eventually("the receiver waits", lambda: self.application()["status"]["receivers"][0]["state"] == "WAITING")
        self.assertEqual(self.application()["state"], "RUNNING")
        self.assertEqual(self.state_of(first), "draining", "what its window needs is nowhere else")
        self.cluster.start_worker("w3", "--memory", "256m").wait_for("registered with")
        self.source.accept()
        self.assert_drained(drain, first)
        self.send_and_count(submit)
        self.assertEqual(self.noted(), MAPS * self.source.sent, "no line was mapped again")
        self.assertEqual(self.application()["status"]["records"]["lost"], 0)

    def test_strangers_are_named(self):
        code, said = self.cluster.cli("worker", "drain", "w7")
        self.assertEqual(code, 1)
        self.assertRegex(said, r"no worker w7; known are worker-\S+, worker-")
        self.assertEqual(self.cluster.cli("worker", "undrain", "w7")[0], 1)
        self.assertEqual(self.cluster.cli("worker", "drain", "--timeout", "soon", "w7")[0], 2)
        self.assertEqual(self.cluster.cli("worker", "drain")[0], 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
