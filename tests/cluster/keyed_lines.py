"""running_totals, and the lines that it reads."""
import os
import socket

RUNNING_TOTALS = os.path.abspath("tests/cluster/running_totals")
KEYS = 10


class Source:
    """A TCP server of lines "KEY NUMBER" for one receiver at a time."""

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

    def send(self, lines):
        numbers = range(self.sent, self.sent + lines)
        self._client.sendall(b"".join(b"key%d %d\n" % (i % KEYS, i) for i in numbers))
        self.sent += lines

    def send_line(self, text):
        """One that is no line of a key, and is not counted in `sent`."""
        self._client.sendall(text.encode() + b"\n")

    def has_another_caller(self):
        self._server.setblocking(False)
        try:
            self._server.accept()
            return True
        except BlockingIOError:
            return False

    def close(self):
        if self._client:
            self._client.close()
        self._server.close()
