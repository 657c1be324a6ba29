"""Kills executors of a cluster while something else runs."""
import os
import random
import signal

from repeated import Repeated


class ExecutorKiller(Repeated):
    """SIGKILL to one executor after the other, each chosen by the seed, for as long as it is entered."""

    def __init__(self, cluster, seconds, seed):
        super().__init__(seconds, self._kill_one)
        self.killed = []
        self._cluster = cluster
        self._choice = random.Random(seed)

    def _kill_one(self):
        running = [executor["pid"] for application in self._cluster.status()["applications"]
                   for executor in application.get("executors", []) if executor["state"] == "running"]
        if running:
            self._kill(self._choice.choice(running))

    def _kill(self, pid):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # It has just ended by itself.
        self.killed.append(pid)
