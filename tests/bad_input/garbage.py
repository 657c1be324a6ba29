"""What strangers send to a port: web requests, noise, and gRPC that ends or goes wrong at every depth."""
import random
import re
import socket
import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
with open("common/net/conversations.h", "rb") as header:
    CONVERSATIONS = [*re.findall(rb'= "(/sluice[^"]+)"', header.read()), b"/x", b""]


def _frame(kind, flags, stream, payload):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def _header(name, value):
    return b"\x00" + bytes([len(name)]) + name + bytes([len(value)]) + value


def _call(path):
    """The beginning of a gRPC call, without a message."""
    headers = [(b":method", b"POST"), (b":scheme", b"http"), (b":path", path), (b":authority", b"x"),
               (b"content-type", b"application/grpc"), (b"te", b"trailers")]
    return PREFACE + _frame(4, 0, 0, b"") + _frame(1, 4, 1, b"".join(_header(*h) for h in headers))


def everything(rng):
    yield b""
    yield b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
    yield b"POST / HTTP/1.0\r\nContent-Length: 99999999999\r\n\r\n"
    yield bytes.fromhex("16030100c8010000c40303") + rng.randbytes(200)  # TLS.
    yield rng.randbytes(100_000)
    yield PREFACE[:10]
    yield PREFACE + rng.randbytes(2000)
    for path in CONVERSATIONS:
        call = _call(path)
        yield call[:-9]
        yield call + _frame(0, 0, 1, b"\x00\x00\x00\x00\x10\x00abc")  # A message of 16 bytes that ends after 4.
        yield call + _frame(0, 0, 1, b"\x00\xff\xff\xff\xffabc")  # One of 4 GiB.
        yield call + _frame(0, 0, 1, b"\x01\x00\x00\x00\x20" + rng.randbytes(32))  # Compressed, it says.
        yield call + _frame(0, 0, 1, b"\x00\x00\x00\x00\x20" + rng.randbytes(32))
        yield call + _frame(0, 1, 1, b"\x00\x00\x00\x00\x08\xff\xff\xff\xff\x05\x00\x00\x00")  # "Goodbye".
        yield call + _frame(0, 1, 1, b"")


def throw(port, seed):
    """Sends all of it, each over a connection of its own. Returns how many."""
    rng = random.Random(seed)
    count = 0
    for garbage in everything(rng):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
            client.settimeout(0.02)
            try:
                client.sendall(garbage)
                client.recv(100)
            except OSError:
                pass  # Hung up on, or no answer: both are fine.
        count += 1
    return count
