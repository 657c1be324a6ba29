"""Servers that programs connect to: each serves one client with a function of its own, in a thread."""
import socket
import struct
import threading


class Server:
    """with Server(lambda client: client.sendall(b"...")) as s: ... s.port; the client is closed when the function ends."""

    def __init__(self, serve):
        self._serve = serve
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._closed = threading.Event()

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def _accept(self):
        while not self._closed.is_set():
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve_one, args=(client,), daemon=True).start()

    def _serve_one(self, client):
        with client:
            try:
                self._serve(client)
            except OSError:
                pass  # The client went away first.

    def __exit__(self, *_):
        self._closed.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


def silence(seconds=60):
    """Takes every client and says nothing."""
    return lambda client: threading.Event().wait(seconds)


def web_server(client):
    client.recv(1000)
    client.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def one_line_of_a_gibibyte(client):
    client.sendall(b"before the\n")
    piece = b"x" * (1 << 20)
    for _ in range(1024):
        client.sendall(piece)
    client.sendall(b"\nafter the\n")


def no_text(client):
    client.sendall(b"\xff\xfe caf\xe9\r\n\x00 nul\x00nul\nlast \xc3\x28")


def break_off(client):
    """Resets the connection in the middle of a line."""
    client.sendall(b"whole line\nhalf a li")
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
