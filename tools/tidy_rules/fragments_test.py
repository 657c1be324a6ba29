"""Trailing comments that only complete the name beside them are named; sentences are not."""

import unittest

from tidy_rules.fragments import is_fragment
from tidy_rules.planted_tree import tidy


class Fragments(unittest.TestCase):
    def test_what_leans_on_the_name_to_its_left_is_a_fragment(self):
        for comment in ("Of the result stage.", "That none of the running applications will take.", "Those files.",
                        "By task.", "For each reduce partition.", "As well.", "The same context.", "In order.",
                        "With the timeline's mutex:", "Of a task; what exceeds it is on disk.",
                        "From the driver, or the start.", "To the actor.", "At most.", "On average.", "While it saves.",
                        "Since the snapshot.", "Within it.", "Until the next call of the scheduler.", "And forward.",
                        "For a task that ran too long to notice that it is cancelled."):
            self.assertTrue(is_fragment(comment), comment)

    def test_what_has_a_verb_of_its_own_is_none(self):
        for comment in ("For so long a free slot stays empty.", "More may come.", "The same space is used again.",
                        "Executors must run the same executable.", "Waits for the first.", "Offsets are absolute.",
                        "Inputs come first.", "On each machine there is one."):
            self.assertFalse(is_fragment(comment), comment)

    def test_only_comments_behind_code_count(self):
        found = tidy({"driver/a.cc": '// Of blocks.\nauto x = "// Of blocks.";\nint y;  // Of blocks.\n'})
        self.assertIn("driver/a.cc:3: 'Of blocks.' completes the name beside it", found)
        self.assertIn("1 findings", found)

    def test_messages_of_protocols_are_looked_at(self):
        self.assertIn("proto/a.proto:1: 'By task.'", tidy({"proto/a.proto": "int64 n = 1;  // By task.\n"}))


if __name__ == "__main__":
    unittest.main()
