"""Files are text of bearable length, functions too, and include guards are named after their file."""

import re
from pathlib import Path

from tidy_rules.tree import CPP, Finding

FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 80
FUNCTION = re.compile(r"^[A-Za-z~].*[)\w] \{$")
NOT_FUNCTION = re.compile(r"^(namespace|class|struct|enum|union|extern|using|export)\b")


def long_functions(lines):
    """(line, length) of functions that begin in the first column."""
    start = None
    for number, line in enumerate(lines, 1):
        if FUNCTION.match(line) and not NOT_FUNCTION.match(line):
            start = number
        elif line.startswith("}") and start:
            if number - start > FUNCTION_LINES_MAX:
                yield start, number - start
            start = None


def is_text(tree, path):
    try:
        Path(tree.root, path).read_text(encoding="utf-8")
        return True
    except UnicodeDecodeError:
        return Path(path).suffix == ""  # A program.


def findings(tree):
    for path in tree.files:
        lines, suffix = tree.lines(path), Path(path).suffix
        guard = "SLUICE_" + re.sub(r"\W", "_", path).upper() + "_"
        if not lines and not is_text(tree, path):
            yield Finding(path, 1, "is not UTF-8 text")
        if suffix == ".h" and f"#ifndef {guard}" not in lines:
            yield Finding(path, 1, f"the include guard is not {guard}")
        if suffix in (*CPP, ".py", ".bzl", ".proto", ".ts", ".tsx", ".css") and len(lines) > FILE_LINES_MAX:
            yield Finding(path, FILE_LINES_MAX + 1, f"{len(lines)} lines, more than {FILE_LINES_MAX}: "
                          "look for the second noun")
        for start, length in long_functions(lines) if suffix in CPP else ():
            yield Finding(path, start, f"a function of {length} lines, more than {FUNCTION_LINES_MAX}: name its steps")
