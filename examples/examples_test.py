"""Every example shows what its made-up rows lead to, and ends when they do."""
import os
import re
import signal
import subprocess
import unittest

SECONDS_MAX = 60


def start(name, *flags, interval_ms=200):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("SLUICE")}
    return subprocess.Popen([os.path.abspath("examples/" + name), "--interval-ms", str(interval_ms), *flags],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            env={**environment, "TMPDIR": os.environ.get("TEST_TMPDIR", "/tmp")}, text=True)


def run(name, *flags):
    """All that it prints until it ends by itself, well."""
    return output_of(name, start(name, *flags))


def output_of(name, process):
    try:
        output, _ = process.communicate(timeout=SECONDS_MAX)
    finally:
        process.kill()
    if process.returncode != 0:
        raise AssertionError("%s ended with %d:\n%s" % (name, process.returncode, output))
    return output


class ExamplesTest(unittest.TestCase):
    def test_stateful_wordcount_adds_up_all_batches(self):
        output = run("stateful_wordcount", "--rate", "1000", "--rows", "500")
        self.assertRegex(output, r"\(the,500\)")
        self.assertRegex(output, r"\(mill,100\)")
        self.assertGreater(output.count("(the,"), 1)

    def test_top_hashtags_are_sorted_by_their_number_in_the_window(self):
        output = run("top_hashtags", "--rate", "1000", "--rows", "600", "--window", "50")
        self.assertIn("(3 total):\n#rain (300 posts)\n#sun (200 posts)\n#wind (100 posts)\n", output)

    def test_top_hashtags_leave_the_window(self):
        output = run("top_hashtags", "--rate", "1000", "--rows", "1200", "--window", "2")
        self.assertNotIn("#rain (600 posts)", output)

    def test_spam_filter_drops_three_of_ten_senders(self):
        output = run("spam_filter", "--rate", "1000", "--rows", "500")
        self.assertIn("350 of 500 messages passed\n", output)
        self.assertNotRegex(output, r"user[148]@")

    def test_file_wordcount_counts_each_file_once(self):
        output = run("file_wordcount", "--files", "3")
        counts = [int(count) for count in re.findall(r"\(file,(\d+)\)", output)]
        self.assertEqual(sum(counts), 6)

    def test_custom_receiver_gives_all_its_samples(self):
        output = run("custom_receiver", "--rate", "100", "--rows", "55")
        self.assertRegex(output, r"load \d+\.\d\d on \S+ \(55 samples\)")

    def test_page_views_shows_its_statistics(self):
        output = run("page_views", "--rate", "1000", "--rows", "400")
        self.assertIn("views in ten batches: (/,200)", output)
        self.assertRegex(output, r"views in this batch: \(/news,\d+\)")
        self.assertRegex(output, r"error rate over 5 %, by zip code: \(94709,0\.\d+\)")
        self.assertNotIn("zip code: (94117", output)
        self.assertIn("active users in ten batches: 100\n", output)
        self.assertIn("seen: Ada at /\n", output)

    def test_sensor_alarm_raises_an_alarm_for_each_hot_time(self):
        output = run("sensor_alarm", "--rate", "1000", "--rows", "300")
        self.assertEqual(output.count("ALARM sensor-7 has 95.5"), 3)
        self.assertEqual(output.count("all clear for sensor-7"), 3)
        self.assertEqual(output.count("ALARM"), 3)

    def test_examples_whose_batches_are_mostly_empty_end_well(self):
        names = ["custom_receiver", "page_views", "sensor_alarm", "spam_filter", "stateful_wordcount", "top_hashtags"]
        running = {name: start(name, "--rate", "1", "--rows", "5", interval_ms=100) for name in names}
        running["file_wordcount"] = start("file_wordcount", "--files", "2", interval_ms=100)
        output = {name: output_of(name, process) for name, process in running.items()}
        self.assertIn("views in ten batches: (/,", output["page_views"])
        self.assertIn("active users in ten batches: 0\n", output["page_views"])

    def test_what_makes_no_sense_is_shown_harmless_and_ends_with_code_2(self):
        for name in ("wordcount", "wordsource", "page_views"):
            for flags in (["--\033[31m\n"], ["--interval-ms", "\033[31m"], ["\033[31m\nx"]):
                done = subprocess.run([os.path.abspath("examples/" + name), *flags], stdin=subprocess.DEVNULL,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS_MAX, check=False)
                self.assertEqual(done.returncode, 2, done.stdout)
                self.assertNotIn(b"\033", done.stdout)
                self.assertIn(b"--help", done.stdout)

    def test_examples_end_in_order_when_they_are_told_to(self):
        with start("stateful_wordcount", "--rate", "100") as process:
            try:
                for line in process.stdout:
                    if line.startswith("(the,"):
                        break
                process.send_signal(signal.SIGTERM)
                output, _ = process.communicate(timeout=SECONDS_MAX)
            finally:
                process.kill()
            self.assertEqual(process.returncode, 0, output)


if __name__ == "__main__":
    unittest.main()
