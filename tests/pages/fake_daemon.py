#!/usr/bin/python3
"""What a driver daemon answers to a browser, without a cluster: the same at every start. For work on pages/, and for what a test of the
pages cannot ask of a real daemon (10,000 batches, hostile names, a daemon that is gone for a moment).

  tests/pages/fake_daemon.py DIST [PORT]    serves the bundle in the folder DIST, such as bazel-bin/pages/dist
"""
import gzip
import http.server
import json
import os
import re
import sys
import threading
import time
import urllib.parse

from recorded import Recorded, log

TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml",
         ".txt": "text/plain; charset=utf-8"}


class FakeDaemon:
    """May be stopped and started again, at the same address."""

    def __init__(self, dist, port=0, batches=300, executors=3):
        self.dist = dist
        self.recorded = Recorded(batches, executors)
        self.has_streams = True  # Else it refuses streams of events, as something between it and a browser may.
        self.posts = []  # (path, headers) of what was to be changed.
        self.port = port
        self.start()

    @property
    def url(self):
        return "http://127.0.0.1:%d" % self.port

    def start(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), _Handler)
        self.server.daemon_threads = True
        self.server.daemon = self
        self.server.is_over = threading.Event()
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self):
        self.server.is_over.set()
        self.server.shutdown()
        self.server.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        """Nobody reads it."""

    @property
    def daemon(self):
        return self.server.daemon

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        path, query = urllib.parse.unquote(url.path), dict(urllib.parse.parse_qsl(url.query))
        if path.startswith("/static/"):
            return self._file(os.path.basename(path))
        if not path.startswith("/api/"):
            return self._file("index.html")
        if path.endswith("/live") and self.daemon.has_streams:
            return self._stream(int(self.headers.get("Last-Event-ID") or query.get("since") or 0))
        if path.endswith("/logs/search"):
            return self._search(query)
        if path.endswith("/logs"):
            return self._log(int(query["executor"]), query["stream"], int(query["offset"]))
        answer = self.daemon.recorded.answer(path, query)
        return self._json(200, answer) if answer is not None else self._json(404, {"error": "there is nothing at " + path})

    def do_POST(self):
        if self.headers.get("x-sluice") is None or self.headers.get("Origin") != self.daemon.url:
            return self._json(403, {"error": "not from here"})
        match = re.fullmatch(r"/api/sluice/v1/workers/([^/]+)/(drain|undrain)", self.path)
        if not match:
            return self._json(404, {"error": "there is nothing at " + self.path})
        self.daemon.posts.append(self.path)
        self.daemon.recorded.drain(match.group(1), match.group(2) == "drain")
        return self._json(200, {})

    def _file(self, name):
        try:
            with open(os.path.join(self.daemon.dist, name), "rb") as file:
                self._send(200, TYPES[os.path.splitext(name)[1]], file.read())
        except FileNotFoundError:
            self._json(404, {"error": "no such file"})

    def _log(self, executor, stream, offset):
        rest = log(executor, stream).encode()[offset:]
        self._send(200, "text/plain; charset=utf-8", rest, {"x-sluice-next-offset": str(offset + len(rest)), "x-sluice-running": "true"})

    def _search(self, query):
        """In pieces of 1000 bytes, so that a search is asked for more than once."""
        text, words, offset = log(int(query["executor"]), query["stream"]).lower(), query["words"].lower(), int(query["offset"])
        if query["direction"] == "next":
            end = offset + 1000
            found, searched_to, more = text.find(words, offset, end + len(words) - 1), min(end, len(text)), end < len(text)
        else:
            begin = max(0, offset - 1000)
            found, searched_to, more = text.rfind(words, begin, offset + len(words) - 1), begin, begin > 0
        self._json(200, {"found": found if found >= 0 else None, "searched_to": searched_to, "more": more})

    def _json(self, status, value):
        self._send(status, "application/json", json.dumps(value).encode())

    def _send(self, status, kind, body, headers=()):
        self.send_response(status)
        self._headers(kind)
        if len(body) > 1024 and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 1)
            self.send_header("Content-Encoding", "gzip")
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _headers(self, kind):
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.send_header("X-Content-Type-Options", "nosniff")

    def _stream(self, cursor):
        self.send_response(200)
        self._headers("text/event-stream")
        self.end_headers()
        try:
            while not self.server.is_over.wait(0.1):
                if self.daemon.recorded.cursor != cursor:
                    changes = self.daemon.recorded.changes(cursor)
                    cursor = self.daemon.recorded.cursor
                    self.wfile.write(b"event: changes\nid: %d\ndata: %s\n\n" % (cursor, json.dumps(changes).encode()))
        except OSError:
            pass  # The browser has left.


def main():
    daemon = FakeDaemon(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 8080)
    print("listening on " + daemon.url, flush=True)
    while True:
        time.sleep(1)  # A poll of nothing: until somebody interrupts it.
        daemon.recorded.add_batch()


if __name__ == "__main__":
    main()
