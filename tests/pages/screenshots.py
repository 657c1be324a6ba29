"""Writes a picture of every page, as wide as a desk and as a phone: tools/screenshots tells how to call it."""
import argparse
import os

from browser import Browser
from every_page import every_page, open_page, running_application
from fake_daemon import FakeDaemon
from process import eventually

WIDTHS = (1280, 400)


def draw(url, folder, scheme):
    application = eventually("an application with a batch", lambda: running_application(url))
    browser = Browser()
    try:
        browser.prefer(scheme)
        for name, page in every_page(url, application).items():
            for width in WIDTHS:
                browser.resize(width, 900)
                open_page(browser, url, page)
                path = os.path.join(folder, "%s-%d.png" % (name, width))
                browser.screenshot(path)
                print(path, flush=True)
    finally:
        browser.close()


def main():
    parser = argparse.ArgumentParser(prog="tools/screenshots", description=__doc__)
    parser.add_argument("folder", help="where the pictures go")
    parser.add_argument("--url", help="of a driver daemon with an application that makes batches; none: recorded answers are shown")
    parser.add_argument("--dark", action="store_true", help="as who prefers dark pages sees them")
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    daemon = None if options.url else FakeDaemon("pages/dist")
    try:
        draw(options.url or daemon.url, options.folder, "dark" if options.dark else "light")
    finally:
        if daemon:
            daemon.stop()


if __name__ == "__main__":
    main()
