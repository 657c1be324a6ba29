"""docs/guarantees.md names tests that exist, each where it is: `path::Suite.Name`, and `…Name` or `…Suite.Name` for the next
ones of the same file. No row goes on from another one."""

import re
from pathlib import Path

from tidy_rules.tree import Finding

PAGE = "docs/guarantees.md"
STAND_FOR_A_TEST = ("tests/sim", "tests/chaos")  # As the page says above its tables.
NAME_OF_A_TEST = re.compile(r"[A-Z]|test_")
CPP_TEST = re.compile(r"\b(?:TYPED_)?TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\s*\)")
PYTHON_TEST = re.compile(r"^class (\w+)|^ *def (test_\w+)", re.M)


def findings(tree):
    for number, line in enumerate(tree.lines(PAGE) if PAGE in tree.files else [], 1):
        if line.startswith("| ") and " | " in line:
            for wrong in _wrong(tree, re.findall(r"`([^`]+)`", line.rsplit(" | ", 1)[1])):
                yield Finding(PAGE, number, wrong)


def _wrong(tree, references):
    path = ""
    for reference in references:
        name = reference.removeprefix("…").removeprefix("::")
        if name == reference and "/" in reference.split("::")[0]:
            path, _, name = reference.partition("::")
            if path not in STAND_FOR_A_TEST and not Path(tree.root, path).is_file():
                yield f"there is no file {path}"
                path = ""
        elif not NAME_OF_A_TEST.match(name):
            continue
        elif not path:
            yield f"`{reference}`: write the path of its test; no row goes on from another one"
        if path in tree.files and name and not _has(tree, path, name):
            yield f"{path} has no test {name}"


def _has(tree, path, name):
    """name: Suite.Name, Suite or Name. A suite may be one of Instantiation/Suite."""
    suite, _, test = name.rpartition("/")[2].rpartition(".")
    known = (CPP_TEST if path.endswith((".cc", ".h")) else PYTHON_TEST).findall(tree.text(path))
    if path.endswith(".py") and suite:
        return {(suite, ""), ("", test)} <= set(known)
    return (suite, test) in known if suite else any(test in pair for pair in known)
