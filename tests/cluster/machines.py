"""Several machines on one: network namespaces on a bridge of their own, with cables that can be pulled.

Needs root and iproute2. Nothing outside of these namespaces is touched, and leaving the `with` block removes them.
"""
import os
import subprocess


def _ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True, timeout=10)


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
