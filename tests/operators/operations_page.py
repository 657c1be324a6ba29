#!/usr/bin/python3
"""Makes docs/operations.md, the page of all that an RDD and a DStream can do, out of the headers of api/.

  operations_page.py HEADER... > docs/operations.md
"""
import re
import sys

from list_operators import CLASS, FAMILIES, code_of, families_of

INTRODUCTION = """# What an RDD and a DStream can do

Spelled and meant as in Spark; the comment beside each declaration says what is particular. `union` is a reserved word in
C++, so it is `union_` here. What makes an RDD or a stream of something outside is in [sources.md](sources.md); `saveOnce`,
which writes each batch to a database exactly once, in [api/output](../api/output/).

This page is made from the headers; [tests/operators](../tests/operators/) tells how, and has every operation in a test.
"""
TITLES = {"Rdd": "RDD", "DStream": "DStream"}


def purposes_of(header, text):
    """{class: the first sentence of the comment above it}."""
    purposes, comment = {}, ""
    for line in text.splitlines():
        if line.startswith("//"):
            comment += line[2:]
        elif match := CLASS.match(code_of(line) + "{"):
            purposes.setdefault(match[1], re.split(r"(?<=[.:])\s", comment.strip(), maxsplit=1)[0].rstrip(".:"))
        if not line.startswith(("//", "template", "  requires")):
            comment = ""
    return purposes


def purpose_of(header, text):
    """What the class is for that the header is named after, or else its last one."""
    name = header.rsplit("/", 1)[1].removesuffix(".h").replace("_", "")
    purposes = {key.lower(): value for key, value in purposes_of(header, text).items() if value}
    return purposes.get(name) or list(purposes.values())[-1]


def chapter(family, operators, texts):
    by_header = {}
    for each in operators:
        by_header.setdefault(each.header, []).append(each.name)
    rows = [f"\n## {TITLES[family]}\n", "| operations | what they are for |", "| --- | --- |"]
    for header, names in sorted(by_header.items()):
        listed = " ".join(f"`{name}`" for name in names)
        rows.append(f"| {listed} | {purpose_of(header, texts[header])} ([{header.rsplit('/', 1)[1]}](../{header})) |")
    return "\n".join(rows) + "\n"


def page_of(texts):
    """From {header: its text}."""
    families = families_of(texts)
    return INTRODUCTION + "".join(chapter(family, families[family], texts) for family in FAMILIES)


def main():
    sys.stdout.write(page_of({path: open(path).read() for path in sys.argv[1:] if path.startswith("api/")}))


if __name__ == "__main__":
    main()
