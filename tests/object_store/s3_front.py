"""What stands before the S3 server of a test: it checks signatures, which that one believes, makes conditional puts one at a
time, and fails requests as asked."""
import hashlib
import hmac
import http.client
import http.server
import threading
import urllib.parse

SECRET = "secret"


def signature_of(handler, body):
    """By the rules of Signature Version 4, of what the request says that it has signed."""
    scheme, _, rest = handler.headers["Authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    _, date, region, service, end = parts["Credential"].split("/")
    path, _, query = handler.path.partition("?")
    options = "&".join(sorted(option if "=" in option else option + "=" for option in query.split("&") if option))
    names = parts["SignedHeaders"].split(";")
    headers = "".join("%s:%s\n" % (name, " ".join(handler.headers.get(name, "").split())) for name in names)
    digest = handler.headers.get("x-amz-content-sha256") or hashlib.sha256(body).hexdigest()
    request = "\n".join([handler.command, path, options, headers, parts["SignedHeaders"], digest])
    text = "\n".join(["AWS4-HMAC-SHA256", handler.headers["x-amz-date"], "/".join([date, region, service, end]),
                      hashlib.sha256(request.encode()).hexdigest()])
    key = ("AWS4" + SECRET).encode()
    for word in (date, region, service, end):
        key = hmac.new(key, word.encode(), hashlib.sha256).digest()
    assert scheme == "AWS4-HMAC-SHA256", scheme
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest(), parts["Signature"], digest


class S3Front:
    """`fault(method, key, is_conditional)` says for each request: None, "500" (it is not passed on), "lost" (it is done and
    not answered) or "silent" (it is neither done nor answered)."""

    def __init__(self, server):
        self.server = server
        self.fault = lambda method, path, is_conditional: None
        self.unsigned = []
        self.faults = []
        self.puts = threading.Lock()
        front = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do(self):
                front.handle(self)

            do_GET = do_PUT = do_DELETE = do_HEAD = do_POST = do

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.port = self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def uri(self, bucket, key):
        return "s3://%s/%s?scheme=http&region=us-east-1&endpoint_override=127.0.0.1:%d" % (bucket, key, self.port)

    def handle(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        if "User-Agent" not in handler.headers:  # Arrow's requests have one, and sign in ways of their own.
            expected, found, digest = signature_of(handler, body)
            if expected != found or digest not in (hashlib.sha256(body).hexdigest(), "UNSIGNED-PAYLOAD"):
                self.unsigned.append("%s %s" % (handler.command, handler.path))
                return self.answer(handler, 403, {}, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        is_conditional = any(handler.headers.get(name) for name in ("If-Match", "If-None-Match"))
        fault = self.fault(handler.command, urllib.parse.unquote(handler.path), is_conditional)
        if fault:
            self.faults.append("%s %s %s" % (fault, handler.command, handler.path))
        if fault == "500":
            return self.answer(handler, 500, {}, b"<Error><Code>InternalError</Code><Message>asked for</Message></Error>")
        if fault != "silent":
            status, headers, contents = self.pass_on(handler, body)
            if fault is None:
                return self.answer(handler, status, headers, contents)
        handler.close_connection = True
        return None

    def pass_on(self, handler, body):
        with self.puts if handler.command == "PUT" else threading.Lock():
            connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
            try:
                headers = {name: value for name, value in handler.headers.items() if name.lower() not in ("host", "expect")}
                connection.request(handler.command, handler.path, body, headers)
                answer = connection.getresponse()
                return answer.status, dict(answer.getheaders()), answer.read()
            finally:
                connection.close()

    @staticmethod
    def answer(handler, status, headers, contents):
        handler.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                handler.send_header(name, value)
        length = headers.get("Content-Length", "0") if handler.command == "HEAD" else str(len(contents))
        handler.send_header("Content-Length", length)
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(contents)

    def stop(self):
        self.http.shutdown()
        self.http.server_close()
