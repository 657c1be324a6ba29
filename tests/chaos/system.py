"""The system to which everything happens: a cluster, two applications, and what they read."""
import os
import shutil
import tempfile

from cluster import SLUICE, WORKERS, Cluster
from ledger import Results
from process import eventually, identity, lives, records
from servers import Postgres
from sources import PlainSource, RepeatableSource, listener_on

COUNTS = os.path.abspath("tests/chaos/counts")
DISK = 128 << 20
RATE = 400  # Lines a second.


class Application:
    """One that runs, and the `sluice submit` or `sluice logs --follow` that shows what it says."""

    def __init__(self, cluster, name, source, options, words=()):
        """`options` of `sluice submit`; `words`: more that the program gets."""
        self.name = name
        self.source = source
        self.folder = os.path.join(cluster.folder, name)
        self._results, checkpoint = (os.path.join(self.folder, what) for what in ("results", "checkpoint"))
        os.makedirs(self._results)
        self._cluster = cluster
        self._show("submit", *options, "--supervise", "--cores", "3", COUNTS, "--", name, cluster.address("driver"), str(source.port),
                   self._results, checkpoint, *words)
        self.id = self._shown.wait_for(r"\b(app-\S+)", timeout=60).group(1)

    def _show(self, command, *words):
        self._shown = self._cluster.run("driver", self.name, SLUICE, command, "--driver", self._cluster.driver_address, *words)
        self.follower = identity(self._shown.pid)

    def follow(self):
        self._show("logs", "--follow", self.id)

    def results(self):
        return Results(self._results)

    def status(self):
        return next(a for a in self._cluster.status()["applications"] if a["application"] == self.id)

    def wait_for_first_batches(self):
        try:
            eventually("batches of " + self.name, lambda: self.batches() > 2, timeout=60)
        except AssertionError as error:
            raise AssertionError("%s\n%s" % (error, self._shown.output()[-4000:])) from None

    def batches(self):
        return len(self.results().ended)


class System:
    """Programs with other outputs become further applications, here and in `applications`."""

    def __init__(self):
        self.cluster = Cluster(disk=DISK)
        self.machines = self.cluster.machines
        self.workers = WORKERS
        self.applications = []
        self.database = None  # What the first application writes to. Nothing happens to it.

    def __enter__(self):
        self.cluster.__enter__()
        try:
            self.database = Postgres()
            log = ("--conf", "spark.streaming.receiver.writeAheadLog.enable=true")
            self._add("positions", RepeatableSource, log, (self.database.url,))
            self._add("plain", PlainSource)
            for application in self.applications:
                application.wait_for_first_batches()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _add(self, name, kind, options=(), words=()):
        source = kind(listener_on(self.machines, "driver"), RATE)
        self.applications.append(Application(self.cluster, name, source, options, words))

    def __exit__(self, *_):
        for application in self.applications:
            application.source.close()
        self.cluster.__exit__()
        if self.database is not None:
            self.database.stop()

    def saved_counts(self):
        """The rows of the table that the first application writes to."""
        return {word: int(count) for word, count in self.database.ask("SELECT word, n FROM word_counts")}

    def records(self, machine):
        return [record for record in records(self.cluster.data(machine)) if lives(record.child)]

    def restart(self, machine, *options):
        if machine == "driver":
            self.cluster.start_driver(*options)
        else:
            self.cluster.launch_worker(machine, *options)

    def wait_until_well(self):
        """All daemons run, and know each other."""
        def well():
            workers = self.cluster.status()["workers"]
            return len(workers) == len(WORKERS) and all(worker["state"] == "alive" for worker in workers)
        eventually("all workers are back", well, timeout=60)

    def save(self):
        """A folder with all logs and results, which stays."""
        kept = tempfile.mkdtemp(prefix="sluice-chaos-")
        shutil.copytree(self.cluster.folder, kept, dirs_exist_ok=True, ignore=shutil.ignore_patterns("executables", "work", "checkpoint"))
        for process in self.cluster.all_processes:
            with open(os.path.join(kept, process.name + ".log"), "a", encoding="utf-8") as log:
                log.write(process.output() + "\n\n")
        return kept
