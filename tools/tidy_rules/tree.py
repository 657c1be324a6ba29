"""The tree that is checked, and what a rule says of it."""

import functools
import os
import re
from pathlib import Path
from typing import NamedTuple

CPP = (".cc", ".h")
TEXT = {".cc", ".h", ".py", ".bzl", ".bazel", ".md", ".proto", ".txt", ".sh", ".tpl", ".service", ".toml", ".scn", ".ts", ".tsx",
        ".css", ".html", ""}
STRING = re.compile(r'"(?:\\.|[^"\\\n])*"')


class Finding(NamedTuple):
    path: str
    line: int
    what: str
    debt: str = ""  # The line of debts.txt that lets it be; empty: none can.


class Tree:
    """Paths are text, relative to the root, and sorted."""

    def __init__(self, root):
        self.root = root
        self.files = sorted(self._walk())
        self.cpp = [path for path in self.files if path.endswith(CPP)]

    def _walk(self):
        for folder, folders, names in os.walk(self.root):
            folders[:] = [f for f in folders if not f.startswith((".", "bazel-", "__pycache__")) or f == ".ci"]
            for name in names:
                path = Path(folder, name)
                if path.suffix in TEXT and path.is_file():
                    yield str(path.relative_to(self.root))

    @functools.cache
    def text(self, path):
        """Empty for what is no text, such as a file without suffix that is a program."""
        try:
            return Path(self.root, path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            return ""

    def lines(self, path):
        return self.text(path).splitlines()


def is_test(path):
    """Tests and what only they use; also measurements and examples."""
    return path.startswith(("tests/", "bench/", "examples/")) or Path(path).stem.endswith(("_test", "_test_base", "_bench"))


def names_what_it_forbids(path):
    return path.startswith("tools/tidy_rules/")


def cache_folder():
    """Where tools/setup puts things."""
    cache = os.environ.get("SLUICE_CACHE")
    return Path(cache) if cache else Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser(), "sluice")


def split_comment(line):
    """A line of C++ as (code, trailing comment). Strings may hold what looks like a comment."""
    blank = STRING.sub(lambda match: '"' + "_" * (len(match[0]) - 2) + '"', line)
    at = blank.find("//")
    return (line, "") if at < 0 else (line[:at].rstrip(), line[at + 2:].strip())
