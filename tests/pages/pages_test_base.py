"""A browser for all tests of a class, and for each a daemon that can be told what to answer."""
import unittest

from browser import Browser
from every_page import open_page
from fake_daemon import FakeDaemon

DIST = "pages/dist"


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.daemon = FakeDaemon(DIST)
        self.addCleanup(self.daemon.stop)
        self.browser.resize(1280, 900)
        self.browser.prefer("light")
        self.browser.open("about:blank")
        self.browser.complaints()  # Those of the test before.

    def open(self, path, text):
        open_page(self.browser, self.daemon.url, (path, text))

    def first_batch_in_the_table(self):
        return self.browser.run("return document.querySelector('main .table tbody time')?.dateTime ?? ''")
