"""spark-history-cli, which was written for Spark's REST, reads an application that runs."""
import json
import os
import unittest

from local_cluster import WORDSOURCE, LocalCluster, run
from process import eventually

CACHE = os.environ.get("SLUICE_CACHE") or os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "sluice")
MONITOR = os.path.join(CACHE, "venv/bin/spark-history-cli")


class SparkMonitor(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = LocalCluster()
        cls.addClassCleanup(cls.cluster.stop)
        cls.web = cls.cluster.driver.wait_for(r"page on (http://[^/]+)/").group(1)
        source = cls.cluster.start("source", "--port", "0", "--rate", "500", binary=WORDSOURCE)
        cls.cluster.count_words(int(source.wait_for(r"listening on [\d.]+:(\d+)").group(1)))
        cls.application = eventually("an application runs", lambda: next(iter(cls.monitor("apps")), {}).get("id"), timeout=60)
        eventually("jobs are done", lambda: cls.ask("jobs", "--status", "succeeded"), timeout=60)

    @classmethod
    def monitor(cls, *words):
        code, printed = run("--server", cls.web, "--json", *words, binary=MONITOR)
        return json.loads(printed) if code == 0 else []

    @classmethod
    def ask(cls, *words):
        return cls.monitor("--app-id", cls.application, *words)

    def table(self, *words):
        code, printed = run("--server", self.web, "--app-id", self.application, *words, binary=MONITOR)
        self.assertEqual(0, code, printed)
        return printed

    def test_it_lists_what_runs(self):
        self.assertIn("spark", self.monitor("version"))
        running = self.monitor("apps", "--status", "running")
        self.assertEqual([self.application], [application["id"] for application in running])
        self.assertFalse(self.monitor("app", self.application)["attempts"][0]["completed"])

    def test_it_shows_jobs_with_their_stages(self):
        job = self.ask("jobs", "--status", "succeeded")[0]
        self.assertEqual(job["jobId"], self.ask("job", str(job["jobId"]))["jobId"])
        stage = self.ask("stages", "--status", "complete")[0]
        self.assertGreater(stage["numCompleteTasks"], 0)
        self.assertEqual(stage["stageId"], self.ask("stage", str(stage["stageId"]))["stageId"])

    def test_it_shows_executors_and_settings(self):
        executors = [executor for executor in self.ask("executors") if executor["id"] != "driver"]
        self.assertEqual([1, 1], [executor["totalCores"] for executor in executors])
        self.assertIn("sparkProperties", self.ask("env"))

    def test_it_makes_tables_of_all_that(self):
        for words in (["apps"], ["summary"], ["jobs"], ["stages"], ["executors"], ["executors", "--all"], ["rdds"], ["env"]):
            with self.subTest(words[0]):
                self.assertNotIn("Error", self.table(*words))


if __name__ == "__main__":
    unittest.main()
