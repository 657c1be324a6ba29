"""What a program compiles that includes an umbrella header of api/sluice: umbrellas.txt says of each how many of our headers
it may reach, itself among them. Each one costs every program time and memory of the compiler."""

import re

from tidy_rules.tree import Finding

TABLE = "tools/tidy_rules/umbrellas.txt"
FOLDER = "api/sluice/"
INCLUDE = re.compile(r'^#include ["<]([\w/]+\.h)[">]', re.M)


def reach(tree, header, seen):
    """The header and all of the tree that it includes, one way or another."""
    if header in tree.files and header not in seen:
        seen.add(header)
        for included in INCLUDE.findall(tree.text(header)):
            reach(tree, included, seen)
    return seen


def _umbrellas(tree):
    return [path for path in tree.files if path.startswith(FOLDER) and path.endswith(".h")]


def reached_by_programs(tree):
    """All headers that some program gets."""
    seen = set()
    for umbrella in _umbrellas(tree):
        reach(tree, umbrella, seen)
    return seen


def findings(tree):
    lines = tree.lines(TABLE) if TABLE in tree.files else []
    bounds = {header: (number, int(bound)) for number, line in enumerate(lines, 1)
              if line and not line.startswith("#") for header, bound in [line.split()]}
    umbrellas = _umbrellas(tree)
    for header in umbrellas:
        count = len(reach(tree, header, set()))
        if header not in bounds:
            yield Finding(header, 1, f"reaches {count} of our headers: say in {TABLE} how many it may")
        elif count > bounds[header][1]:
            yield Finding(header, 1, f"reaches {count} of our headers, more than {bounds[header][1]}: forward-declare, or move "
                                     f"bodies into .cc files")
    for header, (number, _) in bounds.items():
        if header not in umbrellas:
            yield Finding(TABLE, number, f"there is no {header}: delete the line")
