import collections
import os
import tempfile
import unittest

from ledger import WINDOW, Results, lost_within, missing_and_doubled, wrongly_saved
from sources import words_of


class Ledger(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.batches = []

    def write(self, time, what, text):
        with open(os.path.join(self.folder, "%s-%s" % (time, what)), "w", encoding="utf-8") as file:
            file.write(text)

    def batch(self, time, first, last):
        """As an application writes it that counts right."""
        self.batches.append([word for number in range(first, last + 1) for word in words_of(number)])
        self.write(time, "lines", "%d %d\n" % (first, last))
        window = sum(self.batches[-WINDOW:], [])
        for what, words in (("words", self.batches[-1]), ("window", window), ("inverse", window), ("totals", sum(self.batches, []))):
            self.write(time, what, "".join("%s %d\n" % item for item in sorted(collections.Counter(words).items())))

    def seven_batches(self):
        for number in range(7):
            self.batch(5000 + 1000 * number, 10 * number, 10 * number + 9)
        return Results(self.folder)

    def wrong(self):
        return "\n".join(Results(self.folder).wrong())

    def test_what_is_right_is_not_wrong(self):
        results = self.seven_batches()
        self.assertEqual(results.wrong(), [])
        self.assertEqual(missing_and_doubled(results.lines(), 70), ([], []))

    def test_lines_that_are_missing_doubled_or_were_never_sent_are_named(self):
        self.seven_batches()
        self.write(5000, "lines", "0 3\n5 9\n7 7\n")
        self.assertEqual(missing_and_doubled(Results(self.folder).lines(), 69), ([4], [7, 69]))

    def test_each_kind_of_count_is_checked(self):
        for what in ("words", "window", "inverse", "totals"):
            self.seven_batches()
            with open(os.path.join(self.folder, "8000-" + what), "a", encoding="utf-8") as file:
                file.write("c1 3\n")
            self.assertEqual(self.wrong(), "batch 8000 has wrong %s: c1 3 instead of 0" % what)
            self.batches.clear()

    def test_a_batch_that_is_left_out_is_wrong(self):
        self.seven_batches()
        os.remove(os.path.join(self.folder, "7000-totals"))
        self.assertEqual(self.wrong().splitlines()[0], "batch 7000 was left out")

    def test_a_batch_that_says_something_else_when_it_runs_again_is_wrong(self):
        self.seven_batches()
        self.write(6000, "window-former", "")
        self.assertEqual(self.wrong(), "batch 6000 has run again and said other window")
        self.assertEqual(Results(self.folder).wrong(was_lost=True), [])

    def test_what_was_lost_excuses_no_wrong_total(self):
        self.seven_batches()
        self.write(11000, "totals", "a1 3\n")
        self.assertEqual(len(Results(self.folder).wrong(was_lost=True)), 1)

    def lose(self, until):
        """A word of the third batch, which windows until then are without."""
        for time in range(7000, until + 1, 1000):
            with open(os.path.join(self.folder, "%s-inverse" % time), encoding="utf-8") as file:
                words = [row.split() for row in file]
            words[0][1] = str(int(words[0][1]) - 1)
            self.write(time, "inverse", "".join("%s %s\n" % tuple(word) for word in words))

    def test_what_was_lost_may_be_missing_in_windows_that_have_its_batch(self):
        for number in range(12):
            self.batch(5000 + 1000 * number, 10 * number, 10 * number + 9)
        self.lose(until=11000)
        self.assertEqual(Results(self.folder).wrong(was_lost=True), [])

    def test_a_window_that_has_it_no_more_has_to_be_right(self):
        for number in range(12):
            self.batch(5000 + 1000 * number, 10 * number, 10 * number + 9)
        self.lose(until=16000)
        wrong = Results(self.folder).wrong(was_lost=True)
        self.assertEqual(len(wrong), 1)
        self.assertIn("batch 12000 has an inverse window that is still wrong by what was lost in batch 7000", wrong[0])

    def test_tasks_that_ran_again_are_counted(self):
        self.write("tasks", "17", "5000 0\n5000 1\n")
        self.write("tasks", "18", "5000 1\n6000 0\n")
        self.assertEqual(Results(self.folder).tasks_again(), 1)

    def test_rows_of_a_table_are_those_of_all_lines(self):
        rows = collections.Counter(word for number in range(30) for word in words_of(number))
        self.assertEqual(wrongly_saved(dict(rows), 30), [])
        rows["a3"] += 1
        self.assertEqual(wrongly_saved(dict(rows), 30), ["a3 %d instead of %d" % (rows["a3"], rows["a3"] - 1)])
        del rows["a3"]
        self.assertIn("a3 0 instead of", wrongly_saved(dict(rows), 30)[0])

    def test_only_what_the_end_of_a_connection_took_along_was_in_no_safe_block(self):
        counted = {0, 1, 4, 5, 10}
        self.assertEqual(lost_within([2, 3, 6, 7, 8, 9], counted, [[0, 8], [8, 11]]), [2, 3, 8, 9])


if __name__ == "__main__":
    unittest.main()
