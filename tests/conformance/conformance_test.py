"""Embedded, every case gives what Spark gives."""
import os
import subprocess
import tempfile
import unittest

import case_files

ADAPTER_SECONDS_MAX = 120


class ConformanceTest(unittest.TestCase):
    maxDiff = None

    def test_every_case_gives_what_spark_gives(self):
        cases = case_files.load()
        self.assertGreater(len(cases), 20)
        environment = {key: value for key, value in os.environ.items() if not key.startswith("SLUICE")}
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([case_files.ADAPTER, *case_files.ask(cases, folder)], check=True, timeout=ADAPTER_SECONDS_MAX,
                           env=environment)
            case_files.check(self, cases, folder)


if __name__ == "__main__":
    unittest.main()
