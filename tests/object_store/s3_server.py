"""A real S3 server (moto) as a process, and requests to it. It keeps objects in memory and believes every signature."""
import contextlib
import http.client
import os
import pwd
import re
import socket
import urllib.parse

from process import Process, eventually


def python_of_the_environment():
    """The Python that tools/setup has installed the server for."""
    home = os.environ.get("HOME") or pwd.getpwuid(os.getuid()).pw_dir
    cache = os.environ.get("SLUICE_CACHE") or os.environ.get("XDG_CACHE_HOME", home + "/.cache") + "/sluice"
    return cache + "/venv/bin/python3"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class S3Server:
    def __init__(self, port):
        self.port = port
        code = "import sys; from moto.server import main; sys.exit(main(sys.argv[1:]))"
        self.process = Process("moto", [python_of_the_environment(), "-c", code, "-H", "127.0.0.1", "-p", str(port)])
        eventually("moto answers", self._answers, timeout=60)

    def _answers(self):
        assert self.process.is_running(), self.process.output()
        try:
            return self.request("GET", "/")
        except OSError:
            return None

    def request(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, {"Authorization": "AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/s3/aws4_request"})
            answer = connection.getresponse()
            contents = answer.read()
            if answer.status == 404:
                raise KeyError(path)
            assert answer.status < 300, (method, path, answer.status, contents)
            return contents or b" "
        finally:
            connection.close()

    def make_bucket(self, name):
        self.request("PUT", "/" + name)

    def put(self, bucket, key, text):
        self.put_bytes(bucket, key, text.encode())

    def put_bytes(self, bucket, key, contents):
        self.request("PUT", "/%s/%s" % (bucket, urllib.parse.quote(key)), contents)

    def get(self, bucket, key):
        return self.request("GET", "/%s/%s" % (bucket, urllib.parse.quote(key))).decode().strip(" ")

    def get_all(self, bucket, prefix):
        """What is there now, by key: not what is replaced meanwhile, as a batch that runs again does with its own."""
        texts = {}
        for key in self.keys(bucket, prefix):
            with contextlib.suppress(KeyError):
                texts[key] = self.get(bucket, key)
        return texts

    def keys(self, bucket, prefix=""):
        listing = self.request("GET", "/%s?list-type=2&prefix=%s" % (bucket, urllib.parse.quote(prefix))).decode()
        return sorted(re.findall("<Key>(.*?)</Key>", listing))

    def uri(self, bucket, key):
        return "s3://%s/%s?scheme=http&region=us-east-1&endpoint_override=127.0.0.1:%d" % (bucket, key, self.port)

    def stop(self):
        if self.process.is_running():
            self.process.kill()
