"""Receivers with a write-ahead log, and a source that forgets what is safe: whoever is killed with SIGKILL, nothing that was
acknowledged is missing, and each line is counted once.

Real processes on loopback.
"""
import os
import signal
import socket
import threading
import unittest

from local_cluster import LocalCluster, run
from process import Process, children, eventually

ACKNOWLEDGED_TOTALS = os.path.abspath("tests/cluster/acknowledged_totals")
WRITE_AHEAD = "spark.streaming.receiver.writeAheadLog.enable=true"


class ForgetfulSource:
    """A TCP server of lines "NUMBER". It is asked "from N", is told "safe N", and has no line before that any more."""

    def __init__(self):
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._changed = threading.Condition()
        self._clients = []
        self.sent = 0
        self.safe = 0
        self.asked = 0
        self.forgotten = []  # What it was asked for, and has not any more.
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            self._clients.append(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        try:
            words = client.makefile("rb")
            start = int(words.readline().split()[1])
            with self._changed:
                self.asked += 1
                if start < self.safe:
                    self.forgotten.append((start, self.safe))
                start = max(start, self.safe)
            threading.Thread(target=self._send, args=(client, start), daemon=True).start()
            for word in words:
                with self._changed:
                    self.safe = max(self.safe, int(word.split()[1]))
        except (OSError, ValueError, IndexError):
            pass

    def _send(self, client, start):
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(lambda: self.sent > start)
                    end = min(self.sent, start + 100)
                client.sendall(b"".join(b"%d\n" % number for number in range(start, end)))
                start = end
        except OSError:
            pass

    def send(self, lines):
        with self._changed:
            self.sent += lines
            self._changed.notify_all()

    def wait_until_safe(self):
        eventually("all is acknowledged", lambda: self.safe == self.sent, timeout=40)

    def close(self):
        self._server.close()
        for client in self._clients:
            client.close()


class ReceivedLog(unittest.TestCase):
    def setUp(self):
        self.cluster = LocalCluster(workers=2)
        self.addCleanup(self.cluster.stop)
        self.source = ForgetfulSource()
        self.addCleanup(self.source.close)
        self.checkpoint = self.cluster.path("checkpoint")

    def start(self, *options):
        self.submit = self.cluster.start("submit", "submit", "--driver", self.cluster.address, *options, "--conf", WRITE_AHEAD,
                                         ACKNOWLEDGED_TOTALS, "--", str(self.source.port), self.checkpoint)
        self.source.send(1000)
        self.wait_for_totals()

    def application(self):
        return self.cluster.status()["applications"][-1]

    def records(self):
        return self.application()["status"]["records"]

    def executors(self):
        """Process ids by their numbers."""
        return {e["executor"]: e["pid"] for e in self.application()["executors"]}

    def receiver(self):
        """The process id of the executor that receives."""
        def find():
            receivers = self.application().get("status", {}).get("receivers")
            return receivers and self.executors().get(receivers[0]["executor"])
        return eventually("a receiver", find)

    def wait_for_totals(self, program=None):
        numbers = self.source.sent
        (program or self.submit).wait_for(r"^batch \d+ lines %d sum %d$" % (numbers, numbers * (numbers - 1) // 2), timeout=60)

    def assert_nothing_is_missing(self):
        self.wait_for_totals()
        self.assertEqual(self.source.forgotten, [], "it was asked for what it had been told is safe")
        eventually("all are processed", lambda: self.records()["processed"] == self.source.sent)
        self.assertEqual(self.records()["lost"], 0)

    def kill_worker_of(self, pid):
        """The daemon and all that it has started, as when its machine ends."""
        for name, worker in zip(("w1", "w2"), self.cluster.workers):
            started = children(self.cluster.path(name))
            if pid not in started:
                continue
            worker.kill()
            for child in started:
                os.kill(child, signal.SIGKILL)
            return
        self.fail("no worker has started process %d" % pid)

    def test_what_was_acknowledged_is_counted_though_who_had_it_is_killed(self):
        self.start()
        self.assertEqual(self.records()["replicated"], 0, "the log is enough")
        for kill in (lambda pid: os.kill(pid, signal.SIGKILL), self.kill_worker_of):
            asked = self.source.asked
            self.source.send(500)
            self.source.wait_until_safe()
            kill(self.receiver())
            eventually("another start of the receiver", lambda: self.source.asked > asked)
            self.assert_nothing_is_missing()
            self.source.send(500)
            self.assert_nothing_is_missing()

    def test_each_line_is_counted_once_whoever_is_killed_while_it_is_on_its_way(self):
        self.start("--supervise")
        victims = [self.receiver, lambda: self.application()["driver_pid"],
                   lambda: next(pid for pid in self.executors().values() if pid != self.receiver())]
        for round_number in range(6):
            self.source.send(700)
            os.kill(victims[round_number % 3](), signal.SIGKILL)
            self.source.send(700)
            self.assert_nothing_is_missing()
        batches = [line for line in self.submit.output().splitlines() if line.startswith("batch ")]
        totals = [int(line.split()[3]) for line in batches]
        self.assertEqual(totals, sorted(totals))

    def test_executors_that_stood_still_during_a_takeover_add_nothing(self):
        self.start()
        stopped = [self.application()["driver_pid"], *self.executors().values()]
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
            self.addCleanup(self.go_on, pid)
        self.source.send(300)  # They have it in their sockets, and nobody has said that it is safe.
        second = Process("embedded", [ACKNOWLEDGED_TOTALS, str(self.source.port), self.checkpoint], {"SLUICE_CONF": WRITE_AHEAD})
        self.addCleanup(second.kill_group)
        self.wait_for_totals(second)
        for pid in stopped[1:]:
            os.kill(pid, signal.SIGCONT)
        self.source.send(300)
        self.wait_for_totals(second)
        os.kill(stopped[0], signal.SIGCONT)
        self.submit.wait_for("was taken over by another program", timeout=30)
        self.source.send(300)
        self.wait_for_totals(second)
        self.assertEqual(len(os.listdir(os.path.join(self.checkpoint, "received"))), 1, "only the second one has logs")
        second.terminate()
        self.assertEqual(second.wait(30), 0, second.output()[-3000:])
        code, output = run("checkpoint", "verify", self.checkpoint)
        self.assertEqual(code, 0, output)

    @staticmethod
    def go_on(pid):
        try:
            os.kill(pid, signal.SIGCONT)
        except ProcessLookupError:
            pass


if __name__ == "__main__":
    unittest.main(verbosity=2)
