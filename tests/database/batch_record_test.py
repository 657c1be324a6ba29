"""Runs the cases of batch_record_cases.cc against each server."""
import os
import subprocess
import unittest

from servers import SERVERS

CASES = os.path.abspath("tests/database/batch_record_cases")


class BatchRecord(unittest.TestCase):
    def holds_in(self, kind):
        server = kind()
        self.addCleanup(server.stop)
        for url in (server.url, server.java_url):
            done = subprocess.run([CASES], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  env={**os.environ, "SLUICE_DATABASE_URL": url}, timeout=200, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stdout)

    def test_postgresql(self):
        self.holds_in(SERVERS[0])

    def test_mariadb(self):
        self.holds_in(SERVERS[1])


if __name__ == "__main__":
    unittest.main(verbosity=2)
