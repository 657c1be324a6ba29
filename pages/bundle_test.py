"""What a browser loads is small, comes from one host, and runs under a strict content-security policy."""
import gzip
import os
import re
import unittest

DIST = "pages/dist"
KIB = 1024


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Bundle(unittest.TestCase):
    def test_all_of_it_is_at_most_120_kib_compressed(self):
        sizes = {name: len(gzip.compress(read(os.path.join(DIST, name)).encode())) for name in os.listdir(DIST)}
        self.assertEqual({"app.css", "app.js", "icon.svg", "index.html", "licenses.txt"}, set(sizes))
        self.assertLess(sum(sizes.values()), 120 * KIB, sizes)

    def test_the_page_has_no_script_and_no_style_of_its_own(self):
        page = read(os.path.join(DIST, "index.html"))
        self.assertEqual([], re.findall(r"<style|style=|\son\w+=|<script(?![^>]* src=)", page))

    def test_nothing_is_asked_of_another_host(self):
        loaded = re.findall(r'(?:src|href)="([^"]+)"', read(os.path.join(DIST, "index.html")))
        loaded += re.findall(r"url\(([^)]+)\)|@import", read(os.path.join(DIST, "app.css")))
        self.assertEqual(["/static/icon.svg", "/static/app.css", "/static/app.js"], loaded)
        self.assertNotIn("https://", read(os.path.join(DIST, "app.js")))

    def test_no_source_makes_html_out_of_text(self):
        sources = [os.path.join(folder, name) for folder, _, names in os.walk("pages/src") for name in names if name.endswith((".ts", ".tsx"))]
        self.assertGreater(len(sources), 10)
        html = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment", re.IGNORECASE)
        self.assertEqual([], [path for path in sources if html.search(read(path))])

    def test_licenses_of_what_is_in_it_are_served(self):
        licenses = read(os.path.join(DIST, "licenses.txt"))
        self.assertIn("preact", licenses)
        self.assertIn("uplot", licenses)
        self.assertEqual(2, licenses.count("Permission is hereby granted"))

    def test_the_lock_file_names_no_host(self):
        self.assertNotIn("://", read("pages/package-lock.json"))


if __name__ == "__main__":
    unittest.main()
