"""A Sluice cluster of real processes: a driver machine and three worker machines, each in a network namespace of its own."""
import json
import os
import shutil
import subprocess
import tempfile

from machines import Machines
from process import Process, end_children, eventually

SLUICE = os.path.abspath("tools/sluice")
WORDCOUNT = os.path.abspath("examples/wordcount")
WORDSOURCE = os.path.abspath("examples/wordsource")
WORKERS = ["w1", "w2", "w3"]
PORT = 7077


class Cluster:
    def __init__(self, cores=2, disk=None):
        """`disk`: bytes that each machine has for the data of its daemon, on a disk of its own."""
        self._cores = cores
        self._disk = disk
        self.machines = Machines(["driver", *WORKERS])
        self.folder = tempfile.mkdtemp(prefix="sluice-cluster-", dir=os.environ.get("TEST_TMPDIR"))
        self.processes = {}  # The last one of each name.
        self.all_processes = []

    def __enter__(self):
        self.machines.__enter__()
        try:
            if self._disk:
                for machine in ["driver", *WORKERS]:
                    mount_disk(self.data(machine), self._disk)
            self.start_driver()
            for worker in WORKERS:
                self.start_worker(worker)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in self.all_processes:
            process.kill_group()
        end_children(self.folder)
        self.machines.__exit__()
        if self._disk:
            for machine in ["driver", *WORKERS]:
                subprocess.run(["umount", "--lazy", self.data(machine)], check=False, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, machine):
        return self.machines.address[machine]

    @property
    def driver_address(self):
        return "%s:%d" % (self.address("driver"), PORT)

    def data(self, machine):
        return os.path.join(self.folder, machine)

    def run(self, machine, name, *words):
        """Starts any program on a machine; it is killed at the end if it still runs."""
        process = Process(name, self.machines.command(machine, list(words)))
        self.processes[name] = process
        self.all_processes.append(process)
        return process

    def _start(self, machine, *words):
        return self.run(machine, machine, SLUICE, *words, "--data-dir", self.data(machine))

    def start_driver(self, *options):
        driver = self._start("driver", "driver", "--listen", self.driver_address, *options)
        driver.wait_for("listening on")
        return driver

    def launch_worker(self, worker, *options):
        """Does not wait until the driver knows it."""
        return self._start(worker, "worker", "--driver", self.driver_address, "--listen", self.address(worker) + ":0",
                           "--cores", str(self._cores), "--memory", "1g", *options)

    def start_worker(self, worker, *options):
        process = self.launch_worker(worker, *options)
        process.wait_for("registered with")
        return process

    def kill_worker(self, worker):
        """SIGKILL to the worker daemon and its executors, as when the machine loses power."""
        self.processes[worker].kill()
        end_children(self.data(worker))

    def pull_cable(self, machine):
        self.machines.pull_cable(machine)

    def plug_cable(self, machine):
        self.machines.plug_cable(machine)

    def source(self, *words):
        """A word source on the driver's machine; returns (process, host, port)."""
        process = self.run("driver", "source", WORDSOURCE, "--listen", self.address("driver"), "--port", "0", *words)
        match = process.wait_for(r"listening on ([\d.]+):(\d+)")
        return process, match.group(1), match.group(2)

    def submit_word_count(self, host, port, *words, options=()):
        self.totals = os.path.join(self.folder, "totals.tsv")
        return self.run("driver", "submit", SLUICE, "submit", "--driver", self.driver_address, *options, WORDCOUNT, "--",
                        "--host", host, "--port", port, "--totals", self.totals, *words)

    def cli(self, *words, timeout=20):
        command = self.machines.command("driver", [SLUICE, *words, "--driver", self.driver_address])
        return subprocess.run(command, capture_output=True, text=True, timeout=timeout)

    def status(self):
        return json.loads(self.cli("status", "--json").stdout)

    def application(self):
        """The status of the one application that runs, as its driver tells it; {} before it has said anything."""
        running = [a for a in self.status()["applications"] if a["state"] == "RUNNING"]
        return running[0]["status"] if running else {}

    def executors(self):
        """Numbers of the attached executors, by machine."""
        return {self._machine_of(e["address"]): e["executor"] for e in self.application().get("executors", [])}

    def receiver_machine(self):
        """The machine whose executor runs the receiver and has reached the source; None if there is none now."""
        machines = {number: machine for machine, number in self.executors().items()}
        receivers = [r for r in self.application().get("receivers", []) if r["state"] == "ACTIVE"]
        return machines.get(receivers[0]["executor"]) if receivers else None

    def _machine_of(self, address):
        return next((name for name in WORKERS if self.address(name) == address.split(":")[0]), None)


def mount_disk(folder, size):
    os.makedirs(folder)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%d" % size, "tmpfs", folder], check=True)


def read_totals(path):
    with open(path, encoding="utf-8") as lines:
        return {word: int(count) for word, count in (line.rstrip("\n").split("\t") for line in lines)}
