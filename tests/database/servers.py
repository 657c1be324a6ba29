"""PostgreSQL and MariaDB as processes of the test: data in a folder of their own, asked by their own clients."""
import glob
import os
import pwd
import shutil
import subprocess
import tempfile

from process import Process, eventually

SECONDS_MAX = 60


def tool(name, folder="/usr/bin"):
    """Where Debian has put a program of the server."""
    found = sorted(glob.glob(os.path.join(folder, name)))
    assert found, "%s is missing: run tools/setup" % name
    return found[-1]


class Server:
    """Its data are below /tmp, where its user may go, and its socket has a short path."""

    def __init__(self, user):
        self.folder = tempfile.mkdtemp(prefix="sluice-db-", dir="/tmp")
        self._as_user = []
        if os.getuid() == 0:  # Servers refuse to be root.
            account = pwd.getpwnam(user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self._as_user = ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--"]
        self.user = user if self._as_user else pwd.getpwuid(os.getuid()).pw_name
        self.process = None

    def path(self, name):
        return os.path.join(self.folder, name)

    def prepare(self, *words):
        done = subprocess.run([*self._as_user, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, cwd=self.folder,
                              stderr=subprocess.STDOUT, timeout=SECONDS_MAX, text=True, check=False)
        assert done.returncode == 0, done.stdout

    def serve(self, *words):
        self.process = Process(os.path.basename(words[0]), [*self._as_user, *words])
        eventually("%s answers" % self.process.name, self._answers, timeout=SECONDS_MAX)

    def _answers(self):
        assert self.process.is_running(), self.process.output()
        return self.ask_client("SELECT 1").returncode == 0

    def ask(self, sql):
        """The rows, each a list of texts."""
        done = self.ask_client(sql)
        assert done.returncode == 0, done.stderr
        return [line.split("\t") for line in done.stdout.splitlines()]

    def stop(self):
        if self.process is not None:
            self.process.kill_group()
        shutil.rmtree(self.folder, ignore_errors=True)


class Postgres(Server):
    def __init__(self):
        super().__init__("postgres")
        folder = "/usr/lib/postgresql/*/bin"
        self.prepare(tool("initdb", folder), "-D", self.path("data"), "-A", "trust", "-U", "ann", "-E", "UTF8", "--no-sync")
        self.serve(tool("postgres", folder), "-D", self.path("data"), "-k", self.folder, "-c", "listen_addresses=",
                   "-c", "fsync=off")
        self.url = "postgresql:///postgres?host=%s&user=ann" % self.folder
        self.java_url = "jdbc:" + self.url

    def ask_client(self, sql):
        return subprocess.run([tool("psql", "/usr/lib/postgresql/*/bin"), "-X", "-A", "-t", "-F", "\t", "-h", self.folder, "-U",
                               "ann", "-d", "postgres", "-c", sql], capture_output=True, timeout=SECONDS_MAX, text=True,
                              check=False)


class MariaDb(Server):
    def __init__(self):
        super().__init__("mysql")
        data = "--datadir=" + self.path("data")
        self.prepare(tool("mariadb-install-db"), "--no-defaults", data, "--auth-root-authentication-method=normal",
                     "--skip-test-db")
        self.serve(tool("mariadbd", "/usr/sbin"), "--no-defaults", data, "--socket=" + self.path("socket"), "--skip-networking",
                   "--character-set-server=utf8mb4",
                   "--pid-file=" + self.path("pid"), "--innodb-flush-log-at-trx-commit=0",
                   "--innodb-buffer-pool-size=32M")
        self.ask("CREATE DATABASE shop")
        self.url = "mariadb://root@localhost/shop?socket=" + self.path("socket")
        self.java_url = "jdbc:mysql://localhost/shop?user=root&localSocket=%s&rewriteBatchedStatements=true" % self.path("socket")

    def ask_client(self, sql):
        shop = [] if sql == "SELECT 1" or sql.startswith("CREATE DATABASE") else ["shop"]
        return subprocess.run([tool("mariadb"), "--no-defaults", "--socket=" + self.path("socket"), "--user=root", "--batch",
                               "--skip-column-names", "--execute=" + sql, *shop], capture_output=True, timeout=SECONDS_MAX,
                              text=True, check=False)


SERVERS = [Postgres, MariaDb]
