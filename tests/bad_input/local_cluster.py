"""A driver daemon and workers on loopback."""
import contextlib
import json
import os
import pty
import shutil
import socket
import subprocess
import tempfile

from process import Process, end_children

SLUICE = os.path.abspath("tools/sluice")
WORDCOUNT = os.path.abspath("examples/wordcount")
WORDSOURCE = os.path.abspath("examples/wordsource")


def run(*words, timeout=30, env=None, binary=SLUICE):
    """(exit code, all it printed). A hang is a failure."""
    done = subprocess.run([binary, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=timeout, env={**os.environ, **(env or {})}, check=False)
    return done.returncode, done.stdout.decode("utf-8", "replace")


def on_a_terminal(*words, binary=SLUICE):
    """All that a terminal gets of it, as bytes."""
    terminal, end = pty.openpty()
    with subprocess.Popen([binary, *words], stdin=subprocess.DEVNULL, stdout=end, stderr=end) as process:
        os.close(end)
        shown = b""
        with contextlib.suppress(OSError):  # So a terminal says that nobody has it open any more.
            while piece := os.read(terminal, 1 << 16):
                shown += piece
        os.close(terminal)
        process.wait(30)
    return shown


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class LocalCluster:
    def __init__(self, memory="256m", cores=1, workers=2):
        self.folder = tempfile.mkdtemp(prefix="sluice-bad-", dir=os.environ.get("TEST_TMPDIR"))
        self.processes = []
        self.cores = cores
        self.driver = self.start("driver", "driver", "--listen", "127.0.0.1:0", "--data-dir", self.path("driver"))
        self.address = self.driver.wait_for(r"listening on (\S+)").group(1)
        self.workers = [self.start_worker("w%d" % i, "--memory", memory) for i in range(1, workers + 1)]
        for worker in self.workers:
            worker.wait_for("registered with")

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self, name, *words, binary=SLUICE, env=None):
        self.processes.append(Process(name, [binary, *words], env))
        return self.processes[-1]

    def start_worker(self, name, *words, binary=SLUICE):
        """Its data are in the folder of that name."""
        return self.start(name, "worker", "--driver", self.address, "--listen", "127.0.0.1:0", "--cores",
                          str(self.cores),
                          "--data-dir", self.path(name), *words, binary=binary)

    def count_words(self, port, *words, options=()):
        """Submits a word count of what the server on the port sends."""
        self.totals = self.path("totals-%d.tsv" % port)
        return self.start("submit", "submit", "--driver", self.address, *options, WORDCOUNT, "--", "--port", str(port),
                          "--interval-ms", "200", "--totals", self.totals, *words)

    def cli(self, *words, **options):
        return run(*words, "--driver", self.address, **options)

    def status(self):
        return json.loads(self.cli("status", "--json")[1])

    def stop(self):
        for process in self.processes:
            process.kill_group()
        end_children(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)


def read_totals(path):
    """Words are any bytes."""
    with open(path, "rb") as lines:
        return {word: int(count) for word, count in (line.rstrip(b"\n").rsplit(b"\t", 1) for line in lines)}
