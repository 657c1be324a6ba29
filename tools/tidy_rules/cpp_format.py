"""C++ is formatted by the pinned clang-format, in as many processes as there are cores."""

import concurrent.futures
import os
import subprocess

from tidy_rules.tree import Finding, cache_folder

PROGRAM = cache_folder() / "venv/bin/clang-format"


def _run(tree, arguments):
    groups = [group for n in range(8) if (group := tree.cpp[n::8])]
    run = lambda group: subprocess.run([str(PROGRAM), *arguments, *group], cwd=tree.root, capture_output=True, text=True,
                                       check=False)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return "".join(result.stderr for result in pool.map(run, groups))


def fix(tree):
    _run(tree, ["-i"])
    tree.text.cache_clear()


def findings(tree):
    if not PROGRAM.exists():
        yield Finding(str(PROGRAM), 1, "is missing, so the format cannot be checked: run tools/setup")
        return
    messages = [line for line in _run(tree, ["--dry-run", "--Werror"]).splitlines() if ": error:" in line]
    for path, line in dict(line.split(":")[:2] for line in reversed(messages)).items():
        yield Finding(path, int(line), "is not formatted: run tools/tidy --fix")
