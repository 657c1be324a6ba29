"""Files and classes that a page names in backticks are there, and tests that a comment names. In a README a file is beside it
or a path from the root, elsewhere the end of some path; `*` stands for anything."""

import functools
import re
from fnmatch import fnmatchcase
from pathlib import PurePath

from tidy_rules.tree import CPP, Finding, split_comment

NAMED = re.compile(r"`([\w./*-]+\.(?:h|cc|py|proto|md|txt|bzl|service))`")
TEST = re.compile(r"`([\w./-]*/\w+_test)`")
CLASS = re.compile(r"`([A-Z][a-z0-9]+(?:[A-Z]\w*)+)`")
TEST_IN_COMMENT = re.compile(r"\b([\w/]+_test(?:\.cc|\.py)?)\b")


def findings(tree):
    for path in tree.files:
        for number, line in enumerate(tree.lines(path), 1):
            for name in _missing_of_page(tree, path, line) if path.endswith(".md") else _missing_of_comment(tree, path, line):
                yield Finding(path, number, f"there is no {name}")


def _missing_of_page(tree, page, line):
    files = NAMED.findall(line) + [f"{test}.*" for test in TEST.findall(line)]
    yield from (f"`{name}` {_where(page)}" for name in files if not _is_there(tree, page, name))
    yield from (f"class `{name}`" for name in CLASS.findall(line) if name not in _words(tree))


def _missing_of_comment(tree, path, line):
    tests = TEST_IN_COMMENT.findall(split_comment(line)[1]) if path.endswith(CPP) and "_test" in line else ()
    return (name for name in tests if not _ends_a_path(tree, name if "." in name else f"{name}.*"))


def _where(page):
    return "beside it or from the root" if PurePath(page).name == "README.md" else "in the tree"


def _is_there(tree, page, name):
    if PurePath(page).name != "README.md":
        return _ends_a_path(tree, name)
    beside = str(PurePath(page).parent / name)
    return any(fnmatchcase(path, wanted) for wanted in (beside, name) for path in _like(tree, name))


def _ends_a_path(tree, name):
    return any(fnmatchcase("/" + path, "*/" + name) for path in _like(tree, name))


def _like(tree, name):
    """Few files to compare with: those of the same last name, all if that is a pattern."""
    last = PurePath(name).name
    return tree.files if "*" in last else _by_name(tree).get(last, ())


@functools.cache
def _by_name(tree):
    table = {}
    for path in tree.files:
        table.setdefault(PurePath(path).name, []).append(path)
    return table


@functools.cache
def _words(tree):
    """Of all that is no page."""
    return {word for path in tree.files if not path.endswith(".md") for word in re.findall(r"\w+", tree.text(path))}
