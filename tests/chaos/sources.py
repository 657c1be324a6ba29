"""The sources of the two applications: TCP servers of lines "NUMBER WORD WORD", of which everybody knows what they must be."""
import contextlib
import socket
import threading
import time

PAUSE = 0.02


def words_of(number):
    return ["a%d" % (number % 7), "b%d" % (number * 7919 % 101)]


def lines(first, end):
    return b"".join(b"%d %s\n" % (number, " ".join(words_of(number)).encode()) for number in range(first, end))


class Source:
    """Serves each connection with a thread of its own. `rate`: lines a second."""

    def __init__(self, listener, rate):
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._rate = rate
        self._over = threading.Event()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._over.set()
        self._listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):  # It was closed.
            while True:
                connection, _ = self._listener.accept()
                connection.settimeout(5)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection, contextlib.suppress(OSError, ValueError):
            self._send(connection)

    def _wait(self):
        return not self._over.wait(PAUSE)


class RepeatableSource(Source):
    """A connection begins with the number of the line from which it is to have all."""

    def __init__(self, listener, rate):
        self._began = time.monotonic()
        self._end = None
        self._read_to = 0
        self.read_again = 0
        super().__init__(listener, rate)

    def finish(self):
        """How many lines there are: no more come."""
        self._end = self._made()
        return self._end

    def _made(self):
        return int((time.monotonic() - self._began) * self._rate) if self._end is None else self._end

    def _send(self, connection):
        with connection.makefile("rb") as asked:
            at = int(asked.readline())
        while self._wait():
            end = min(self._made(), at + 1000)
            connection.sendall(lines(at, end))
            self._note(at, end)
            at = end

    def _note(self, first, end):
        with self._lock:
            self.read_again += max(0, min(end, self._read_to) - first)
            self._read_to = max(end, self._read_to)


class PlainSource(Source):
    """Each line is sent once, to whoever has connected last."""

    def __init__(self, listener, rate):
        self.connections = []  # [first, end] of each: the lines that it was sent.
        super().__init__(listener, rate)

    @property
    def sent(self):
        return self.connections[-1][1] if self.connections else 0

    def _send(self, connection):
        with self._lock:
            mine = [self.sent, self.sent]
            self.connections.append(mine)
        per_pause = int(self._rate * PAUSE)
        while self._wait():
            with self._lock:
                if self.connections[-1] is not mine:
                    return
                first, mine[1] = mine[1], mine[1] + per_pause
            connection.sendall(lines(first, mine[1]))


def listener_on(machines, name):
    return machines.on(name, lambda: socket.create_server((machines.address[name], 0)))
