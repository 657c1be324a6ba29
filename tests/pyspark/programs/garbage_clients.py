"""Strangers on the gateway's port, while the program goes on."""
import os
import socket

from pyspark import SparkContext

sc = SparkContext("local[2]", "garbage")
port = int(os.environ["PYSPARK_GATEWAY_PORT"])


def is_let_in(text):
    said = b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as stranger:
            stranger.sendall(text)
            stranger.shutdown(socket.SHUT_WR)
            while piece := stranger.recv(4096):
                said += piece
    except ConnectionError:  # It was closed before it had said all.
        pass
    return said.startswith(b"!yv")


print(is_let_in(b"c\nt\nshutdown\ne\n"))
print(is_let_in(b"A\n" + b"0" * 64 + b"\nc\no0\nstop\ne\n"))
print(is_let_in(bytes(range(256)) * 1000))
print(is_let_in(b""))
secret = os.environ["PYSPARK_GATEWAY_SECRET"].encode()
print(is_let_in(b"A\n" + secret + b"\n" + bytes(range(128, 256)) + b"\ne\n"))
print("goes on", sc.parallelize(range(4), 2).sum())
sc.stop()
