"""Every page in a real browser: it opens, reads well on a phone, and says what is missing; axe-core finds nothing wrong with it."""
import unittest

from accessibility import violations
from every_page import every_page, open_page
from pages_test_base import Pages
from recorded import ID

APPLICATION = "/applications/" + ID


class EveryPage(Pages):
    def test_opens_without_a_complaint_of_the_browser_and_is_not_wider_than_a_phone(self):
        for name, page in every_page(self.daemon.url, ID).items():
            for width in (1280, 400):
                with self.subTest(name, width=width):
                    self.browser.resize(width, 900)
                    open_page(self.browser, self.daemon.url, page)
                    self.assertEqual(width, self.browser.run("return document.documentElement.scrollWidth"))
                    self.assertEqual([], self.browser.complaints())

    def test_axe_finds_nothing(self):
        for name, page in every_page(self.daemon.url, ID).items():
            for scheme, width in (("light", 1280), ("dark", 1280), ("light", 400)):
                with self.subTest(name, scheme=scheme, width=width):
                    self.browser.prefer(scheme)
                    self.browser.resize(width, 900)
                    open_page(self.browser, self.daemon.url, page)
                    self.assertEqual([], violations(self.browser))

    def test_has_a_title_and_one_heading(self):
        titles = set()
        for page in every_page(self.daemon.url, ID).values():
            open_page(self.browser, self.daemon.url, page)
            titles.add(self.browser.run("return document.title"))
            self.assertEqual(1, self.browser.run("return document.querySelectorAll('h1').length"))
        self.assertEqual(11, len(titles), titles)

    def test_of_a_batch_that_is_not_known_says_so(self):
        self.open(APPLICATION + "/batches/17", "There is no batch")

    def test_a_dashboard_opens_in_each_form(self):
        for form in ("table", "line", "bar"):
            for scheme, width in (("light", 1280), ("dark", 1280), ("light", 400)):
                with self.subTest(form, scheme=scheme, width=width):
                    self.browser.prefer(scheme)
                    self.browser.resize(width, 900)
                    self.open(APPLICATION + "/dashboards/0/" + form, "orders per minute <script>alert(1)</script>")
                    self.browser.wait_for_text("toys\ufffd\ufffd")
                    self.assertEqual(width, self.browser.run("return document.documentElement.scrollWidth"))
                    self.assertEqual([], violations(self.browser))
                    self.assertEqual([], self.browser.complaints())
                    self.assertEqual(1, self.browser.run("return document.scripts.length"))

    def test_of_an_application_that_is_not_known_says_so(self):
        self.open("/applications/app-0", "There is no application")


if __name__ == "__main__":
    unittest.main()
