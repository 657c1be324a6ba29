"""Every process of a cluster at work says its figures, and a real Prometheus finds them all at one address."""
import json
import os
import subprocess
import unittest
import urllib.error
import urllib.parse

from local_cluster import WORDSOURCE, LocalCluster, free_port
from process import eventually
from served_metrics import get, names_of_alerts, names_of_dashboard, names_served, targets

ALERTS = "deploy/prometheus/alerts.yml"
DASHBOARD = "deploy/grafana/sluice.json"
LIMITS = ("--conf", "spark.streaming.backpressure.enabled=true")  # Those too are on the dashboard.

CONFIGURATION = """
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: ["%s"]
scrape_configs:
  - job_name: sluice
    http_sd_configs: [{url: "%s/metrics/targets", refresh_interval: 1s}]
"""


class WatchedCluster(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = LocalCluster(workers=3)
        cls.addClassCleanup(cls.cluster.stop)
        cls.web = cls.cluster.driver.wait_for(r"page on (http://[^/]+)/").group(1)
        source = cls.cluster.start("source", "--port", "0", "--rate", "5000", binary=WORDSOURCE)
        port = int(source.wait_for(r"listening on [\d.]+:(\d+)").group(1))
        cls.cluster.count_words(port, options=LIMITS)
        eventually("batches are done", lambda: cls.value("application", "sluice_batches_total", "completed") > 3, timeout=90)
        eventually("blocks are copied", lambda: any(cls.value(name, "sluice_replication_seconds_count") > 0
                                                    for name in targets(cls.web) if name.startswith("executor")))

    @classmethod
    def value(cls, target, name, label=""):
        """Of the first that has the name and the label; -1: there is none yet."""
        try:
            lines = get(targets(cls.web)[target]).splitlines()
        except (KeyError, urllib.error.URLError):
            return -1
        return next((float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name) and label in line), -1)


class Metrics(WatchedCluster):
    def test_every_process_is_a_target(self):
        kinds = [name.split()[0] for name in targets(self.web)]
        self.assertEqual({"driver": 1, "worker": 3, "application": 1, "executor": 3}, {kind: kinds.count(kind) for kind in kinds})

    def test_promtool_finds_nothing_wrong_with_what_they_say(self):
        for name, url in targets(self.web).items():
            with self.subTest(name):
                done = subprocess.run(["promtool", "check", "metrics"], input=get(url), stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, text=True, timeout=60, check=False)
                self.assertEqual((0, ""), (done.returncode, done.stdout))

    def test_tasks_are_timed(self):
        self.assertTrue(any(self.value(name, "sluice_task_seconds_count", "succeeded") > 0 for name in targets(self.web)
                            if name.startswith("executor")))

    def test_all_that_the_dashboard_and_the_alerts_ask_for_is_said(self):
        served = set().union(*(names_served(get(url)) for url in targets(self.web).values()))
        for path, names in ((DASHBOARD, names_of_dashboard(DASHBOARD)), (ALERTS, names_of_alerts(ALERTS))):
            self.assertGreater(len(names), 5)
            self.assertEqual(set(), names - served, path)

    def test_an_executor_that_is_not_there_has_none(self):
        executor = next(url for name, url in targets(self.web).items() if name.startswith("executor"))
        with self.assertRaises(urllib.error.HTTPError) as refused:
            get(executor + "99")
        self.assertEqual(404, refused.exception.code)


class Prometheus(WatchedCluster):
    def test_a_real_prometheus_finds_them_all_and_sees_a_worker_go(self):
        folder = self.cluster.path("prometheus")
        os.mkdir(folder)
        with open(os.path.join(folder, "prometheus.yml"), "w", encoding="utf-8") as file:
            file.write(CONFIGURATION % (os.path.abspath(ALERTS), self.web))
        address = "127.0.0.1:%d" % free_port()
        self.cluster.start("prometheus", "--config.file=" + os.path.join(folder, "prometheus.yml"),
                           "--storage.tsdb.path=" + os.path.join(folder, "data"), "--web.listen-address=" + address,
                           binary="/usr/bin/prometheus")
        eventually("8 targets are up", lambda: ask(address, 'count(up{job="sluice"} == 1)') == ["8"], timeout=60)
        self.assertEqual([], ask(address, "up == 0"))
        eventually("delays by application", lambda: ask(
            address, 'count(sluice_batch_total_delay_seconds_count{application=~"app-.*", process="application"})') == ["1"])
        rules = json.loads(get("http://%s/api/v1/rules" % address))["data"]["groups"]
        self.assertEqual([], [rule["lastError"] for group in rules for rule in group["rules"] if rule.get("lastError")])
        self.cluster.workers[2].kill()
        eventually("two workers", lambda: ask(address, "sluice_workers") == ["2"], timeout=60)


def ask(address, query):
    """The values of it, as texts; none while it does not answer."""
    try:
        answer = get("http://%s/api/v1/query?query=%s" % (address, urllib.parse.quote(query)))
    except urllib.error.URLError:
        return []
    return [sample["value"][1] for sample in json.loads(answer)["data"]["result"]]


if __name__ == "__main__":
    unittest.main()
