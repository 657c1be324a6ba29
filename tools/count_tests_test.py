"""A run is counted from Bazel's build events and the test.xml files they name."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

COUNT_TESTS = Path(__file__).parent / "count_tests.py"


def count(results, bazel_exit, broken_targets=()):
    """Runs count_tests over tests given as label -> (status, test.xml); returns (exit code, last line)."""
    with tempfile.TemporaryDirectory() as folder:
        events = []
        for number, (label, (status, text)) in enumerate(results.items()):
            path = Path(folder, f"{number}.xml")
            path.write_text(text, encoding="utf-8")
            output = [{"name": "test.xml", "uri": path.as_uri()}]
            events.append({
                "id": {"testResult": {"label": label, "run": 1}},
                "testResult": {"status": status, "testActionOutput": output},
            })
        events += [{"id": {"targetCompleted": {"label": label}}} for label in broken_targets]
        log = Path(folder, "events.json")
        log.write_text("\n".join(json.dumps(event) for event in events), encoding="utf-8")
        command = [sys.executable, str(COUNT_TESTS), str(log), str(bazel_exit)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.splitlines()[-1]


def suite(tests, failures=0):
    return f'<testsuites><testsuite tests="{tests}" failures="{failures}" errors="0"/></testsuites>'


class CountTests(unittest.TestCase):
    def test_cases_of_all_suites_add_up(self):
        self.assertEqual(count({"//a": ("PASSED", suite(3)), "//b": ("PASSED", suite(1))}, 0), (0, "4 passed, 0 failed"))

    def test_a_failed_case_fails_the_run(self):
        self.assertEqual(count({"//a": ("FAILED", suite(3, failures=1))}, 3), (1, "2 passed, 1 failed"))

    def test_a_crash_after_a_clean_report_is_a_failure(self):
        self.assertEqual(count({"//a": ("FAILED", suite(3))}, 3), (1, "2 passed, 1 failed"))

    def test_a_torn_report_counts_once(self):
        self.assertEqual(count({"//a": ("TIMEOUT", "<testsui")}, 3), (1, "0 passed, 1 failed"))

    def test_a_target_that_does_not_build_is_a_failure(self):
        self.assertEqual(count({"//a": ("PASSED", suite(1))}, 1, ["//b"]), (1, "1 passed, 1 failed"))

    def test_bazel_failing_before_any_test_is_a_failure(self):
        self.assertEqual(count({}, 1), (1, "0 passed, 1 failed"))

    def test_nothing_run_is_no_success(self):
        self.assertEqual(count({}, 0), (1, "0 passed, 0 failed"))


if __name__ == "__main__":
    unittest.main()
