"""No test sleeps and hopes. What another process does can only be asked for: a helper that polls says so on its line."""

import re
from pathlib import Path

from tidy_rules.tree import Finding, names_what_it_forbids

SLEEPS = re.compile(r"\b(sleep_for|sleep_until|SleepFor|usleep|nanosleep|time\.sleep)\b", re.IGNORECASE)
POLL = re.compile(r"\bpoll", re.IGNORECASE)


def findings(tree):
    for path in tree.files:
        is_test = Path(path).stem.endswith("_test")
        if names_what_it_forbids(path) or not (path.startswith("tests/") or is_test):
            continue
        for number, line in enumerate(tree.lines(path), 1):
            match = SLEEPS.search(line)
            if match and (is_test or not POLL.search(line[match.end():])):
                yield Finding(path, number, f"'{match[0]}' in a test: wait for the condition with a deadline "
                              "(a helper that polls says so on its line)")
