"""No file names a path of one machine, or the host of a package registry."""

import re

from tidy_rules.tree import Finding, names_what_it_forbids

PATHS = re.compile(r"(?<![\w.~}$-])/(root|home)/\w")
REGISTRY_HOSTS = re.compile(r"\b(pypi|pythonhosted|npmjs|crates|golang|maven|apache\.maven|debian)\.(org|io)\b")


def findings(tree):
    for path in tree.files:
        for number, line in enumerate([] if names_what_it_forbids(path) else tree.lines(path), 1):
            if match := PATHS.search(line):
                yield Finding(path, number, f"'{match[0]}...' is a path of one machine")
            if REGISTRY_HOSTS.search(line):
                yield Finding(path, number, "names a package registry's host: the client's own settings decide that")
