"""Several machines on one: network namespaces on a bridge of their own, with cables that can be pulled, slowed down, or made to
carry one way only.

Needs root and iproute2. Nothing outside of these namespaces is touched, and leaving the `with` block removes them.
"""
import concurrent.futures
import ctypes
import json
import os
import secrets
import socket
import subprocess

NOBODY = "02:00:00:00:00:fe"  # No machine has this hardware address.


def _run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=10).stdout


def _ip(*words):
    _run("ip", *words)


class Machines:
    """with Machines(["driver", "w1"]) as m: m.command("w1", [...]); m.address["w1"]; m.pull_cable("w1")."""

    def __init__(self, names):
        self._names = names
        self._prefix = "sl%d" % os.getpid()
        self._switch = self._prefix + "-switch"
        self.address = {name: "10.77.0.%d" % (i + 1) for i, name in enumerate(names)}

    def __enter__(self):
        try:
            _ip("netns", "add", self._switch)
            _ip("-n", self._switch, "link", "add", "bridge", "type", "bridge")
            _ip("-n", self._switch, "link", "set", "bridge", "up")
            for name in self._names:
                self._plug_in(name)
        except subprocess.CalledProcessError as error:
            self.__exit__()
            raise RuntimeError("network namespaces need root and iproute2: " + error.stderr.strip()) from error
        return self

    def _plug_in(self, name):
        namespace = self.namespace(name)
        _ip("netns", "add", namespace)
        _ip("link", "add", self._cable(name), "netns", self._switch, "type", "veth", "peer", "name", "eth0", "netns", namespace)
        _ip("-n", self._switch, "link", "set", self._cable(name), "master", "bridge", "up")
        _ip("-n", namespace, "addr", "add", self.address[name] + "/24", "dev", "eth0")
        _ip("-n", namespace, "link", "set", "eth0", "up")
        _ip("-n", namespace, "link", "set", "lo", "up")

    def __exit__(self, *_):
        for namespace in [self.namespace(name) for name in self._names] + [self._switch]:
            subprocess.run(["ip", "netns", "del", namespace], capture_output=True, timeout=10)

    def namespace(self, name):
        return "%s-%s" % (self._prefix, name)

    def _cable(self, name):
        return "c%d" % self._names.index(name)

    def command(self, name, words):
        """The command line that runs `words` on that machine."""
        return ["ip", "netns", "exec", self.namespace(name), *words]

    def pull_cable(self, name):
        """No packet comes or goes any more; nobody is told."""
        _ip("-n", self._switch, "link", "set", self._cable(name), "nomaster")

    def plug_cable(self, name):
        _ip("-n", self._switch, "link", "set", self._cable(name), "master", "bridge")

    def make_deaf(self, name, to):
        """Nothing that `to` sends comes to `name` any more; the other way all does."""
        _ip("-n", self.namespace(to), "neigh", "replace", self.address[name], "lladdr", NOBODY, "dev", "eth0", "nud", "permanent")

    def make_hear(self, name, to):
        _ip("-n", self.namespace(to), "neigh", "del", self.address[name], "dev", "eth0")

    def slow_cable(self, name, rate):
        """No more than `rate` ("1mbit") comes or goes; what would wait for more than 400 ms is dropped."""
        for device in self._ends_of_cable(name):
            _run("tc", *device[:2], "qdisc", "replace", *device[2:], "root", "tbf", "rate", rate, "burst", "4kb", "latency", "400ms")

    def is_slowed(self, name):
        """Whether something had to wait at the slow cable."""
        shown = [json.loads(_run("tc", *device[:2], "-s", "-j", "qdisc", "show", *device[2:])) for device in self._ends_of_cable(name)]
        return any(queue["overlimits"] for queues in shown for queue in queues if queue["kind"] == "tbf")

    def quicken_cable(self, name):
        for device in self._ends_of_cable(name):
            _run("tc", *device[:2], "qdisc", "del", *device[2:], "root")

    def _ends_of_cable(self, name):
        return [("-n", self.namespace(name), "dev", "eth0"), ("-n", self._switch, "dev", self._cable(name))]

    def on(self, name, call):
        """call() by a thread on that machine. Sockets stay where they are made."""
        def there():
            with open("/run/netns/" + self.namespace(name), "rb") as namespace:
                if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), 0):
                    raise OSError(ctypes.get_errno(), "cannot enter " + namespace.name)
            return call()
        with concurrent.futures.ThreadPoolExecutor(1) as thread:
            return thread.submit(there).result()

    def reaches(self, name, to, timeout=0.5):
        """Whether a packet from one comes to the other."""
        word = secrets.token_bytes(8)
        with self.on(to, self._datagram_socket) as ear, self.on(name, self._datagram_socket) as mouth:
            ear.bind((self.address[to], 0))
            ear.settimeout(timeout)
            mouth.sendto(word, ear.getsockname())
            try:
                return ear.recv(8) == word
            except TimeoutError:
                return False

    @staticmethod
    def _datagram_socket():
        return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
