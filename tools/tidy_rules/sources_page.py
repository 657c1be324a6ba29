"""docs/sources.md has all that can be read and what every source promises, as the code says it; `tools/tidy --fix` writes it.

A folder of connectors/ reads a system if a test of it runs the contract of its kind, else it must be known to be written to."""

import re
from pathlib import Path

from tidy_rules.tree import Finding, is_test

PAGE = "docs/sources.md"
CONTRACTS = {"BatchSource": "engine/source/batch_source", "BlockReceiver": "engine/source/block_receiver"}
WRITTEN_TO = {"connectors/database"}
STREAM = re.compile(r" *(?:DStream<.*>|auto) ([a-z]\w*Stream)\(")
RDD = re.compile(r"RDD<.*> ([a-z]\w*)\(Application& app\b")
PROMISE = re.compile(r"((?:// .*\n)*)TEST_P\(\w+, (\w+)\)")
CONTRACT = re.compile(r"INSTANTIATE_TEST_SUITE_P\(\w+, (%s)Contract," % "|".join(CONTRACTS))

INTRODUCTION = """# What can be read

This page is made from the code by `tools/tidy --fix`, and `tools/tidy` compares them. To add a source or an output:
[connectors](../connectors/README.md); why sources are cut as they are: [design/015](design/015-sources.md). What can be done
with the rows is in [operations.md](operations.md).
"""


def _first_sentence(comment):
    text = " ".join(line.strip().removeprefix("//").strip() for line in comment.splitlines())
    return re.split(r"(?<=[.:])\s(?![^(]*\))", text, maxsplit=1)[0].rstrip(".:").replace("<", "&lt;")


def _declared(tree, header, pattern):
    """{name: what the comment above it says} of what is declared in a header, in its order."""
    found, comment = {}, ""
    for line in tree.lines(header):
        if line.lstrip().startswith("//"):
            comment += line + "\n"
        elif not line.lstrip().startswith(("template", "requires")):
            if match := pattern.match(line):
                found.setdefault(match[1], _first_sentence(comment))
            comment = ""
    return found


def _table(heading, rows):
    return f"\n## {heading}\n\n| | |\n| --- | --- |\n" + "".join(f"| {name} | {text} |\n" for name, text in rows)


def _calls(tree, pattern):
    for header in [path for path in tree.cpp if path.startswith("api/") and path.endswith(".h") and not is_test(path)]:
        for name, purpose in _declared(tree, header, pattern).items():
            yield f"`{name}` ([{Path(header).name}](../{header}))", purpose


def _folders(tree):
    return sorted({str(Path(path).parent) for path in tree.files if re.fullmatch(r"connectors/\w+/BUILD.bazel", path)})


def _kinds(tree, folder):
    tests = [path for path in tree.cpp if path.startswith(folder + "/") and path.endswith("_test.cc")]
    return sorted({kind for path in tests for kind in CONTRACT.findall(tree.text(path))})


def _systems(tree):
    for folder in _folders(tree):
        if kinds := _kinds(tree, folder):
            purpose = tree.text(f"{folder}/README.md").split("\n\n")[1].replace("\n", " ")
            yield f"[{folder}](../{folder}/): `{'`, `'.join(kinds)}`", _first_sentence(purpose)


def _promises(tree, kind):
    header = CONTRACTS[kind] + ".h"
    yield (f"\n## What a `{kind}` promises\n\nEach promise of [{Path(header).name}](../{header}) is a test, which the test of every "
           "such class runs.\n\n")
    for comment, name in PROMISE.findall(tree.text(CONTRACTS[kind] + "_contract.cc")):
        why = " ".join(line.removeprefix("// ") for line in comment.splitlines())
        words = [word.lower() for word in re.findall("[A-Z][a-z]*", name)]
        yield f"- {' '.join(words).capitalize()}.{' ' + why if why else ''}\n"


def page(tree):
    return (INTRODUCTION + _table("Streams", _calls(tree, STREAM)) + _table("RDDs", _calls(tree, RDD)) +
            _table("Systems", _systems(tree)) + "".join(line for kind in CONTRACTS for line in _promises(tree, kind)))


def fix(tree):
    if PAGE in tree.files:
        Path(tree.root, PAGE).write_text(page(tree), encoding="utf-8")


def findings(tree):
    for folder in _folders(tree):
        if bool(_kinds(tree, folder)) == (folder in WRITTEN_TO):
            yield Finding(f"{folder}/README.md", 1, f"no test here runs a contract of {', '.join(CONTRACTS)}: what is read must; "
                          "what is written to is named in tools/tidy_rules/sources_page.py")
    if PAGE in tree.files and tree.text(PAGE) != page(tree):
        yield Finding(PAGE, 1, "is not what the code says: run tools/tidy --fix")
