"""No test sleeps and hopes. A poll with a deadline says so on its line."""

import re
from pathlib import Path

from tidy_rules.tree import Finding, names_what_it_forbids

SLEEPS = re.compile(r"\b(sleep_for|sleep_until|SleepFor|usleep|nanosleep|time\.sleep)\b(?!.*\bpoll)", re.IGNORECASE)


def findings(tree):
    for path in tree.files:
        if names_what_it_forbids(path) or not (path.startswith("tests/") or Path(path).stem.endswith("_test")):
            continue
        for number, line in enumerate(tree.lines(path), 1):
            if match := SLEEPS.search(line):
                yield Finding(path, number, f"'{match[0]}' in a test: wait for the condition with a deadline "
                              "(a poll says so on its line)")
