"""Known debts are let be, and the list of them only shrinks."""

import unittest

from tidy_rules.planted_tree import tidy

DEBTS = "tools/tidy_rules/debts.txt"
OFFENCE = {"driver/a.cc": "int x;  // Of blocks.\n"}


class Debts(unittest.TestCase):
    def test_a_known_debt_is_no_finding_wherever_it_moves(self):
        self.assertIn("0 findings", tidy({**OFFENCE, DEBTS: "# Known.\nfragments: Of blocks.\n"}))
        self.assertIn("0 findings", tidy({"engine/b.cc": OFFENCE["driver/a.cc"], DEBTS: "fragments: Of blocks.\n"}))

    def test_a_new_offence_is_a_finding(self):
        found = tidy({"driver/a.cc": "int x;  // Of rows.\n", DEBTS: "fragments: Of blocks.\n"})
        self.assertIn("driver/a.cc:1: 'Of rows.'", found)

    def test_a_debt_that_is_paid_is_a_finding(self):
        found = tidy({"driver/a.cc": "int x;\n", DEBTS: "# Known.\nfragments: Of blocks.\n"})
        self.assertIn(f"{DEBTS}:2: 'fragments: Of blocks.' is paid: delete the line", found)

    def test_what_is_no_debt_cannot_be_let_be(self):
        found = tidy({"driver/a.cc": "// FIX" + "ME\n", DEBTS: "\n"})
        self.assertIn("driver/a.cc:1:", found)


if __name__ == "__main__":
    unittest.main()
