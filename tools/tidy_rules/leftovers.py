"""Nothing is left to do later, and no test is switched off."""

import re

from tidy_rules.tree import Finding, names_what_it_forbids

LEFTOVERS = re.compile(r"\b(FIXME|TODO|XXX|GTEST_SKIP|DISABLED_\w+)\b|\bnot implemented\b", re.IGNORECASE)


def findings(tree):
    for path in tree.files:
        for number, line in enumerate([] if names_what_it_forbids(path) else tree.lines(path), 1):
            if match := LEFTOVERS.search(line):
                yield Finding(path, number, f"'{match[0]}' is left over: finish it or file an issue")
