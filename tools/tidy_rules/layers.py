"""Folders include only what their row of layers.txt lets them, and a row lets them nothing that they do not need. The table is
the tree's own."""

import re
from pathlib import PurePath

from tidy_rules.tree import Finding

TABLE = "tools/tidy_rules/layers.txt"
INCLUDE = re.compile(r'#include "([\w/]+)/[^/"]+"')


class Layers:
    """Rows by folder, each as (its line, the folders it names)."""

    def __init__(self, lines):
        self.rows = {}
        for number, line in enumerate(lines, 1):
            if line and not line.startswith("#"):
                folder, *uses = line.split()
                self.rows[folder] = number, uses

    def row_of(self, folder):
        """The row a folder stands in: its own, or that of the nearest folder above it."""
        parts = folder.split("/")
        return next((row for n in range(len(parts), 0, -1) if (row := "/".join(parts[:n])) in self.rows), None)

    def reach(self, row, seen=None):
        """The row itself, what it names, and whatever those may use."""
        seen = set() if seen is None else seen
        if row not in seen:
            seen.add(row)
            for used in self.rows.get(row, (0, []))[1]:
                self.reach(used, seen)
        return seen


def table_findings(tree, table):
    folders = {str(parent) for path in tree.files for parent in PurePath(path).parents}
    for row, (line, uses) in table.rows.items():
        if row not in folders:
            yield Finding(TABLE, line, f"there is no folder {row}: delete the row")
        for used in uses:
            if used != "*" and used not in table.rows:
                yield Finding(TABLE, line, f"{row} uses {used}, which has no row")


def needless_findings(tree, table):
    """What a row names, though no file of it includes anything that only this opens. A row without files is a name for those it
    lists."""
    included = {}
    for path in tree.cpp:
        if user := _row_of_file(table, path):
            included.setdefault(user, set()).update(_rows_included(table, tree.text(path)))
    for row, needs in included.items():
        line, uses = table.rows[row]
        for used in uses:
            opened = table.reach(used).difference(*(table.reach(other) for other in uses if other != used))
            if used != "*" and opened and not opened & needs:
                yield Finding(TABLE, line, f"{row} does not need {used}: take it out")


def _rows_included(table, text):
    """Users include <sluice/...>, which is in api/."""
    return {table.row_of(folder) for folder in INCLUDE.findall(text)} | ({"api"} if "#include <sluice/" in text else set())


def _row_of_file(table, path):
    return table.row_of("bench" if PurePath(path).stem.endswith("_bench") else str(PurePath(path).parent))


def include_findings(tree, table, allowed, path):
    user = _row_of_file(table, path)
    if user is None:
        yield Finding(path, 1, f"no row of {TABLE} says what {PurePath(path).parent} may include")
        return
    for number, line in enumerate(tree.lines(path), 1):
        used = table.row_of(match[1]) if (match := INCLUDE.match(line)) else None
        if used is None or used in allowed[user] or "*" in allowed[user]:
            continue
        why = f"may not include {used}: declare the interface you need, or change {TABLE} and say why"
        if {user.split("/")[0], used.split("/")[0]} == {"driver", "worker"}:
            why = f"includes {used}: driver and worker meet in proto/ only"
        yield Finding(path, number, f"{user} {why}", f"layers: {user} -> {used}")


def findings(tree):
    table = Layers(tree.lines(TABLE) if TABLE in tree.files else [])
    allowed = {row: table.reach(row) for row in table.rows}
    yield from table_findings(tree, table)
    yield from needless_findings(tree, table)
    for path in tree.cpp:
        yield from include_findings(tree, table, allowed, path)
