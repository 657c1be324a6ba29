"""The alert rules are rules, and each of them fires when it should and only then."""
import os
import re
import subprocess
import unittest

FOLDER = os.path.abspath("deploy/prometheus")


def promtool(*words):
    return subprocess.run(["promtool", *words], cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=60, check=False)


class Alerts(unittest.TestCase):
    def succeeds(self, *words):
        done = promtool(*words)
        self.assertEqual(0, done.returncode, done.stdout)

    def test_the_files_are_what_prometheus_takes(self):
        self.succeeds("check", "config", "prometheus.yml")
        self.succeeds("check", "rules", "--lint-fatal", "alerts.yml")

    def test_each_alert_fires_when_it_should_and_only_then(self):
        self.succeeds("test", "rules", "alerts_test.yml")

    def test_no_alert_goes_untested(self):
        with open(os.path.join(FOLDER, "alerts.yml"), encoding="utf-8") as file:
            alerts = re.findall(r"- alert: (\w+)", file.read())
        with open(os.path.join(FOLDER, "alerts_test.yml"), encoding="utf-8") as file:
            tests = re.findall(r"- name: (\w+) (fires|does not fire)", file.read())
        self.assertTrue(alerts)
        self.assertCountEqual([(alert, what) for alert in alerts for what in ("fires", "does not fire")], tests)


if __name__ == "__main__":
    unittest.main()
