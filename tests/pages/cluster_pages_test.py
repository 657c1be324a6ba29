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

    def test_d_an_application_that_has_ended_has_the_same_pages(self):
        self.cluster.cli("kill", self.application)
        summary = "%s/api/sluice/v1/applications/%s/summary" % (self.url, self.application)
        eventually("it has ended", lambda: ask(summary)["state"] == "ended", timeout=60)
        self.open_pages_of_ended(self.url, except_for=())

    def test_e_sluice_history_has_them_too(self):
        history = self.cluster.start("history", "history", "--listen", "127.0.0.1:0", self.cluster.path("driver/events"))
        url = history.wait_for(r"on (http://[\d.:]+)/").group(1)
        open_page(self.browser, url, ("/", self.application))
        self.assertEqual([], violations(self.browser))
        self.browser.complaints()  # It has no cluster, which the page has asked for.
        self.open_pages_of_ended(url, except_for=("logs",))
        self.assertNotIn("Logs", self.browser.text("nav"))

    def open_pages_of_ended(self, url, except_for):
        pages = every_page(url, self.application)
        del pages["cluster"]
        below = "/applications/" + self.application
        pages.update(executors=(below + "/executors", "Executors it had"), storage=(below + "/storage", "holds nothing any more"))
        for name in pages.keys() - set(except_for):
            with self.subTest(name, url=url):
                open_page(self.browser, url, pages[name])
                self.browser.wait_for_text("It has ended: nothing changes any more", "footer")
                self.assertEqual([], violations(self.browser))
                self.assertEqual([], self.browser.complaints())


if __name__ == "__main__":
    unittest.main()
