"""api/user_classes.txt lists what users may name; every other class that a header of api/ defines is in sluice::internal.

A class that they name although it is further down is listed with its header, which a program must get with an umbrella header.
Goes by lines as clang-format leaves them. Specialisations and declarations without a body are no definitions."""

import re

from tidy_rules.tree import Finding, is_test
from tidy_rules.umbrellas import reached_by_programs

LIST = "api/user_classes.txt"
OPENED = re.compile(r"namespace ([\w:]+) \{")
CLOSED = re.compile(r"\}  // namespace ")
DEFINED = re.compile(r"(?:template <.*> *)?(?:class|struct|enum class) (\w+)\b(?! *[<;])")


def _of_users(lines):
    """(line, name) of the classes in namespace sluice itself."""
    namespaces = []
    for number, line in enumerate(lines, 1):
        if opened := OPENED.match(line):
            namespaces.append(opened[1])
        elif CLOSED.match(line) and namespaces:
            namespaces.pop()
        elif namespaces == ["sluice"] and (defined := DEFINED.match(line)):
            yield number, defined[1]


def _further_down(tree, name, header):
    """What is wrong with it."""
    if header not in tree.files or not re.search(rf"\b(?:class|struct|using) {name}\b", tree.text(header)):
        return f"there is no {name} in {header}"
    return f"no header of api/sluice brings {header}" if header not in reached_by_programs(tree) else ""


def findings(tree):
    headers = [path for path in tree.cpp if path.startswith("api/") and path.endswith(".h") and not is_test(path)]
    found = [(path, line, name) for path in headers for line, name in _of_users(tree.lines(path))]
    listed = [line.split() for line in tree.lines(LIST)] if LIST in tree.files else []
    for path, line, name in found:
        if [name] not in listed:
            yield Finding(path, line, f"{name} is in the namespace of users: move it to sluice::internal, or list it in {LIST}")
    for number, (name, *header) in enumerate(listed, 1):
        if header and (wrong := _further_down(tree, name, *header)):
            yield Finding(LIST, number, wrong)
        if not header and name not in {name for _, _, name in found}:
            yield Finding(LIST, number, f"no header of api defines {name} for users")
