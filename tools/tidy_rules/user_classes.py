"""api/user_classes.txt lists what users may name; every other class that a header of api/ defines is in sluice::internal.

Goes by lines as clang-format leaves them. Specialisations and declarations without a body are no definitions."""

import re

from tidy_rules.tree import Finding, is_test

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


def findings(tree):
    headers = [path for path in tree.cpp if path.startswith("api/") and path.endswith(".h") and not is_test(path)]
    found = [(path, line, name) for path in headers for line, name in _of_users(tree.lines(path))]
    listed = tree.lines(LIST) if LIST in tree.files else []
    for path, line, name in found:
        if name not in listed:
            yield Finding(path, line, f"{name} is in the namespace of users: move it to sluice::internal, or list it in {LIST}")
    for number, name in enumerate(listed, 1):
        if name not in {name for _, _, name in found}:
            yield Finding(LIST, number, f"no header of api defines {name} for users")
