"""Every page of a real cluster: three workers, and an application that counts words as fast as they come."""
import unittest

from accessibility import violations
from browser import Browser
from every_page import ask, every_page, open_page, running_application
from local_cluster import WORDSOURCE, LocalCluster
from process import eventually


class ClusterPages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = LocalCluster(workers=3)
        cls.addClassCleanup(cls.cluster.stop)
        cls.url = cls.cluster.driver.wait_for(r"page on (http://[^/]+)/").group(1)
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)
        source = cls.cluster.start("source", "--port", "0", "--rate", "5000", binary=WORDSOURCE)
        cls.cluster.count_words(int(source.wait_for(r"listening on [\d.]+:(\d+)").group(1)))
        cls.application = eventually("an application runs", lambda: running_application(cls.url), timeout=60)
        eventually("batches are done", cls.completed_batches, timeout=60)

    @classmethod
    def completed_batches(cls):
        try:
            return ask("%s/api/sluice/v1/applications/%s/summary" % (cls.url, cls.application))["batches"]["completed"]
        except OSError:
            return 0  # It is starting.

    def test_a_every_page_opens_and_axe_finds_nothing(self):
        for name, page in every_page(self.url, self.application).items():
            for width in (1280, 400):
                with self.subTest(name, width=width):
                    self.browser.resize(width, 900)
                    open_page(self.browser, self.url, page)
                    self.assertEqual(width, self.browser.run("return document.documentElement.scrollWidth"))
                    self.assertEqual([], violations(self.browser))
                    self.assertEqual([], self.browser.complaints())

    def test_b_batches_come_by_themselves(self):
        open_page(self.browser, self.url, ("/applications/" + self.application, "Total delay"))
        first = "return document.querySelector('main .table tbody time').dateTime"
        before = self.browser.run(first)
        eventually("a newer batch", lambda: self.browser.run(first) > before)

    def test_c_a_killed_worker_is_seen(self):
        open_page(self.browser, self.url, ("/", "3 of 3"))
        self.cluster.workers[2].kill()
        self.browser.wait_for_text("2 of 3", timeout=60)
        self.browser.wait_for_text("away")


if __name__ == "__main__":
    unittest.main()
