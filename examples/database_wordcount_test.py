"""The words of files are in the table of a real server, by the URLs of Java as well."""
import os
import shutil
import tempfile
import unittest

from process import Process, eventually
from servers import SERVERS

PROGRAM = os.path.abspath("examples/database_wordcount")


class DatabaseWordCount(unittest.TestCase):
    def counts_in(self, kind):
        server = kind()
        self.addCleanup(server.stop)
        folder = tempfile.mkdtemp(prefix="sluice-words-", dir=os.environ.get("TEST_TMPDIR"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        directory = os.path.join(folder, "in")
        os.mkdir(directory)
        program = Process("database_wordcount", [PROGRAM, "--url", server.java_url, "--directory", directory, "--checkpoint",
                                                 os.path.join(folder, "checkpoint"), "--interval-ms", "200"])
        self.addCleanup(program.kill_group)

        def is_there():
            return server.ask_client("SELECT 1 FROM word_counts").returncode == 0

        eventually("its table", is_there, timeout=60)
        eventually("its checkpoint", lambda: os.path.isdir(os.path.join(folder, "checkpoint")) and any(
            name.startswith("checkpoint-") for name in os.listdir(os.path.join(folder, "checkpoint"))), timeout=60)
        for number in range(3):
            path = os.path.join(directory, "%d.txt" % number)
            with open(path + ".tmp", "w", encoding="utf-8") as file:
                file.write("it's one\none more\n")
            os.rename(path + ".tmp", path)
        eventually("all words", lambda: sorted(server.ask("SELECT word, n FROM word_counts")) ==
                   [["it's", "3"], ["more", "3"], ["one", "6"]], timeout=60)
        program.terminate()
        self.assertEqual(program.wait(60), 0, program.output())
        return program.output()

    def test_postgresql(self):
        self.counts_in(SERVERS[0])

    def test_mariadb_and_what_its_url_says_to_java_alone(self):
        output = self.counts_in(SERVERS[1])
        self.assertIn("do nothing here: rewriteBatchedStatements", output)


if __name__ == "__main__":
    unittest.main(verbosity=2)
