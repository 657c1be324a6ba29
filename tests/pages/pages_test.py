"""What happens while a page is open, and what a reader does with it, in a real browser."""
import unittest

from accessibility import violations
from every_page import ask, every_page
from fake_daemon import FakeDaemon
from pages_test_base import DIST, Pages
from process import eventually
from recorded import FIRST_MS, ID, worker

TAB, ENTER = "\ue004", "\ue007"
APPLICATION = "/applications/" + ID


class Names(Pages):
    def test_of_users_are_shown_as_text(self):
        self.open("/", "<script>alert(1)</script> & a name")
        self.assertEqual(1, self.browser.run("return document.scripts.length"))

    def test_do_not_hide_bytes_that_cannot_be_seen(self):
        self.open("/", "cannot open \ufffd/data/in\ufffd")

    def test_of_a_mebibyte_do_not_take_the_page(self):
        self.daemon.recorded.cluster["applications"][0]["name"] = "n" * (1 << 20)
        self.open("/", "nnnnnnnn")
        self.assertLess(len(self.browser.text()), 4000)
        self.assertLess(self.browser.run("return document.documentElement.scrollHeight"), 2000)


class Live(Pages):
    def test_a_new_batch_comes_by_itself(self):
        self.open(APPLICATION, "Total delay")
        self.browser.wait_for_text("Updates come as they happen", "footer")
        before = self.first_batch_in_the_table()
        self.daemon.recorded.add_batch()
        eventually("a newer batch", lambda: self.first_batch_in_the_table() > before)
        states = self.browser.run("return [...document.querySelectorAll('tbody .badge')].slice(0, 4).map((badge) => badge.textContent)")
        self.assertEqual(["waiting", "waiting", "running", "completed"], states)

    def test_a_lost_worker_is_seen(self):
        self.open("/", worker(3))
        self.daemon.recorded.lose_worker(worker(3))
        self.browser.wait_for_text("2 of 3")
        self.browser.wait_for_text("away")
        self.open(APPLICATION + "/executors", "its worker has not been heard of for 30 s")

    def test_a_verdict_that_changes_is_read_out(self):
        self.open(APPLICATION, "Batches take 1.4")
        self.browser.wait_for_text("Updates come as they happen", "footer")
        self.daemon.recorded.lose_worker(worker(3))
        self.daemon.recorded.add_batch()
        self.browser.wait_for_text("Executor 3 on %s was lost." % worker(3), ".verdict [role=status]")

    def test_switched_off_nothing_changes_and_the_switch_is_remembered(self):
        self.open(APPLICATION, "Total delay")
        self.browser.click("[role=switch]")
        self.browser.wait_for_text("No updates", "footer")
        before = self.first_batch_in_the_table()
        self.daemon.recorded.add_batch()
        self.open(APPLICATION + "/jobs", "Jobs, newest first")
        self.browser.wait_for_text("No updates", "footer")
        self.browser.click("[role=switch]")
        self.browser.wait_for_text("Updates come as they happen", "footer")
        self.open(APPLICATION, "Total delay")
        self.assertGreater(self.first_batch_in_the_table(), before)

    def test_without_streams_of_events_it_asks(self):
        self.daemon.has_streams = False
        self.open(APPLICATION, "Total delay")
        self.browser.wait_for_text("Asks every two seconds", "footer")
        before = self.first_batch_in_the_table()
        self.daemon.recorded.add_batch()
        eventually("a newer batch", lambda: self.first_batch_in_the_table() > before)

    def test_comes_back_after_the_daemon(self):
        for path, text, has_streams in ((APPLICATION, "Total delay", True), (APPLICATION, "Total delay", False), ("/", worker(3), True)):
            with self.subTest(path, has_streams=has_streams):
                self.daemon.has_streams = has_streams
                self.open(path, text)
                self.daemon.stop()
                eventually("it says that nobody answers", lambda: "answer" in self.browser.text("body"))
                self.browser.wait_for_text(text)  # What was known stays.
                self.daemon.recorded.add_batch()
                self.daemon.start()
                eventually("it says so no more", lambda: "answer" not in self.browser.text("body"), timeout=30)

    def test_comes_back_after_a_life_of_the_application_that_has_fewer_batches(self):
        self.open(APPLICATION, "Total delay")
        self.browser.wait_for_text("Updates come as they happen", "footer")
        self.daemon.stop()
        self.daemon.recorded = type(self.daemon.recorded)(5)
        self.daemon.start()
        eventually("no batch of the former life", lambda: "2026-11-18" in self.browser.text() and "1 of 12" not in self.browser.text(), timeout=30)


class Ended(Pages):
    def test_of_an_application_that_ends_while_one_looks_it_is_said_and_nothing_is_asked_again(self):
        self.open(APPLICATION, "Total delay")
        self.browser.wait_for_text("Updates come as they happen", "footer")
        self.daemon.recorded.end()
        self.daemon.recorded.add_batch()
        self.browser.wait_for_text("It has ended: nothing changes any more", "footer")
        self.assertIn("It has ended. This is read from its event log", self.browser.text())
        self.assertNotIn("Records received", self.browser.text())

    def test_every_page_opens_and_says_what_is_not_there(self):
        self.daemon.recorded.end()
        for name, page in {**every_page(self.daemon.url, ID), "executors": (APPLICATION + "/executors", "Executors it had"),
                           "storage": (APPLICATION + "/storage", "holds nothing any more")}.items():
            for width in (1280, 400):
                with self.subTest(name, width=width):
                    self.browser.resize(width, 900)
                    self.open(*page)
                    self.assertEqual(width, self.browser.run("return document.documentElement.scrollWidth"))
                    self.assertEqual([], violations(self.browser))
                    self.assertEqual([], self.browser.complaints())

    def test_a_damaged_log_is_named_and_logs_are_linked_only_where_there_are_any(self):
        links = "return [...document.querySelectorAll('nav a')].map((a) => a.textContent)"
        self.open(APPLICATION, "Total delay")
        self.assertIn("Logs", self.browser.run(links))
        self.daemon.recorded.end(log_damage="event log is damaged: <b>file</b> \u202e", logs=False)
        self.open(APPLICATION, "what came after the damage is missing: event log is damaged: <b>file</b> \ufffd")
        self.assertNotIn("Logs", self.browser.run(links))


class Hands(Pages):
    def test_draining_asks_twice_and_says_who_asks(self):
        self.open("/", worker(2))
        self.browser.click("[aria-label='Drain %s']" % worker(2))
        self.assertEqual([], self.daemon.posts)
        self.browser.click("[aria-label='Yes, drain %s']" % worker(2))
        self.browser.wait_for_text("draining")
        self.assertEqual(["/api/sluice/v1/workers/%s/drain" % worker(2)], self.daemon.posts)
        self.browser.click("[aria-label='Undrain %s']" % worker(2))
        eventually("it is alive again", lambda: "draining" not in self.browser.text())

    def test_keys_alone_reach_a_batch(self):
        self.open(APPLICATION, "Total delay")
        self.browser.press(TAB)
        self.assertEqual("Skip to content", self.browser.run("return document.activeElement.textContent"))
        self.browser.press(ENTER)
        self.assertEqual("main", self.browser.run("return document.activeElement.id"))
        for _ in range(40):
            self.browser.press(TAB)
            if "/batches/" in self.browser.run("return document.activeElement.href ?? ''"):
                break
        self.browser.press(ENTER)
        self.browser.wait_for_text("Batch of")
        self.assertEqual("H1", self.browser.run("return document.activeElement.tagName"))

    def test_a_log_is_searched(self):
        self.open(APPLICATION + "/logs", "601 lines")
        self.browser.type("input[type=search]", "refused")
        self.browser.wait_for_text("1 line of 601 lines")
        self.assertIn("W prices.example:9998: Connection refused", self.browser.text(".log"))

    def test_all_of_a_log_is_searched_both_ways(self):
        self.open(APPLICATION + "/logs", "601 lines")
        marked = "return document.querySelector('.log mark')?.textContent ?? ''"
        press = "[...document.querySelectorAll('.actions button')].find((b) => b.textContent === arguments[0]).click()"
        self.browser.type("input[type=search]", "Driver BATCH 7")
        for button, line in (("Previous", "batch 79 done"), ("Previous", "batch 78 done"), ("Next", "batch 79 done")):
            eventually("it can be pressed", lambda: self.browser.run("return document.querySelector('.actions button:enabled') !== null"))
            self.browser.run(press, button)
            eventually(line, lambda line=line: line in self.browser.run(marked))
        self.assertEqual([], violations(self.browser))
        self.browser.run(press, "Next")
        self.browser.wait_for_text("does not come again")
        self.browser.run(press, "Back to the end")
        self.browser.wait_for_text("lines of 601 lines")

    def test_a_table_is_sorted_and_paged(self):
        self.open(APPLICATION, "1 of 12")
        self.browser.click("[aria-label='Last page']")
        self.browser.wait_for_text("12 of 12")
        eventually("the first batch", lambda: self.browser.run(
            "return [...document.querySelectorAll('main .table tbody time')].some((t) => Date.parse(t.dateTime) === arguments[0])", FIRST_MS))
        self.browser.run("[...document.querySelectorAll('.sort')].find((b) => b.textContent.startsWith('Total delay')).click()")
        eventually("it is told to be sorted", lambda: self.browser.run("return document.querySelector('[aria-sort=descending]') !== null"))


class Dashboards(Pages):
    def open_as(self, form):
        self.open(APPLICATION + "/dashboards/0/" + form, "orders per minute")

    def test_a_new_batch_comes_by_itself(self):
        self.open_as("table")
        self.browser.wait_for_text("the first 10 rows")
        time = "return document.querySelector('main .table-head time').dateTime"
        before = self.browser.run(time)
        self.daemon.recorded.add_batch()
        eventually("a newer batch", lambda: self.browser.run(time) > before)

    def test_the_reader_switches_and_the_address_remembers(self):
        self.open(APPLICATION + "/dashboards", "orders per minute")
        self.browser.click("main tbody a")
        self.browser.wait_for_text("Latest batch")
        self.browser.click(".forms a:nth-child(2)")
        self.browser.wait_for_text("2 more keys")
        self.assertEqual(8, self.browser.run("return document.querySelectorAll('.keys li').length"))
        self.assertTrue(self.browser.run("return location.pathname").endswith("/dashboards/0/line"))
        self.browser.click(".forms a:nth-child(3)")
        self.browser.wait_for_text("Bar", "thead")
        self.assertEqual("Bar", self.browser.run("return document.querySelector('.forms [aria-current]').textContent"))

    def test_a_key_of_a_mebibyte_does_not_take_the_page(self):
        self.daemon.recorded.dashboard_keys[0] = "k" * (1 << 20)
        for form in ("table", "line", "bar"):
            with self.subTest(form):
                self.open_as(form)
                self.browser.wait_for_text("kkkkkkkk")
                self.assertLess(len(self.browser.text()), 4000)
                self.assertEqual(1280, self.browser.run("return document.documentElement.scrollWidth"))


class Speed(Pages):
    BATCHES = 10_000
    EXECUTORS = 100
    # Says when plots and rows were there, and the browser had drawn them.
    WATCH = """
      new MutationObserver((_, watch) => {
        if (document.querySelectorAll("main canvas").length < 4 || !document.querySelector("tbody tr")) return;
        watch.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => { window.drawnMs = performance.now(); }));
      }).observe(document, {childList: true, subtree: true});
    """

    def setUp(self):
        super().setUp()
        self.daemon.stop()
        self.daemon = FakeDaemon(DIST, batches=self.BATCHES, executors=self.EXECUTORS)
        self.browser.devtools("Performance.enable", timeDomain="threadTicks")
        self.browser.devtools("Page.addScriptToEvaluateOnNewDocument", source=self.WATCH)

    def busy_ms(self):
        """For so long the page's thread has worked since the page was opened, whatever else this machine does."""
        metrics = {metric["name"]: metric["value"] for metric in self.browser.devtools("Performance.getMetrics")["metrics"]}
        return 1000 * metrics["TaskDuration"]

    def first_paint(self, path, text, mark):
        """The milliseconds of work of five openings, sorted, and the bytes over the wire of the last."""
        worked, passed = [], []
        for _ in range(5):
            self.open(path, text)
            passed.append(eventually("drawn", lambda: self.browser.run("return " + mark)))
            worked.append(self.busy_ms())
        transferred = self.browser.run("return performance.getEntries().reduce((sum, entry) => sum + (entry.transferSize ?? 0), 0)")
        print("%s: drawn after %s ms, of which %s of work, %d KiB over the wire" % (path, sorted(map(round, passed)), sorted(map(round, worked)), transferred // 1024))
        return sorted(worked), transferred

    def test_a_hundred_executors_are_drawn_with_300_ms_of_work_and_come_in_300_kib(self):
        worked, transferred = self.first_paint(APPLICATION + "/executors", "1 of 4", "performance.now()")
        self.assertEqual(self.EXECUTORS, len(ask(self.daemon.url + "/api/sluice/v1/applications/%s/executors" % ID)["executors"]))
        self.assertGreater(worked[0], 10)
        self.assertLessEqual(worked[2], 300)
        self.assertLessEqual(transferred, 300 << 10)

    def test_ten_thousand_batches_are_drawn_with_300_ms_of_work_and_come_in_300_kib(self):
        worked, transferred = self.first_paint(APPLICATION, "Total delay", "window.drawnMs")
        self.assertEqual(self.BATCHES, len(ask(self.daemon.url + "/api/sluice/v1/applications/%s/series" % ID)["time"]))
        self.assertGreater(worked[0], 10)
        self.assertLessEqual(worked[2], 300)
        self.assertLessEqual(transferred, 300 << 10)


if __name__ == "__main__":
    unittest.main()
