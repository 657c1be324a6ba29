"""A setting is declared once, in common/settings, and named in its list; other code refers to the declaration."""

import re

from tidy_rules.tree import STRING, Finding, is_test, split_comment

PLACE = "common/settings/"
LIST = PLACE + "all_settings.cc"
KEY = re.compile(r"(?<![/\w.])(?:spark|sluice)\.[a-z][\w.]*")
DECLARATION = re.compile(r"inline constexpr \w+Setting (k\w+)\{")


def declares(path):
    """Local properties are no settings: their names are declared beside the map they are kept in."""
    return path.startswith(PLACE) or path.endswith("/local_properties.h")


def keys(line):
    return [match[0] for text in STRING.findall(split_comment(line)[0]) for match in KEY.finditer(text)]


def declaration_findings(tree):
    first, listed = {}, set(re.findall(r"&(k\w+)", tree.text(LIST))) if LIST in tree.files else set()
    for path in [path for path in tree.cpp if declares(path) and path.endswith(".h")]:
        for number, line in enumerate(tree.lines(path), 1):
            if (match := DECLARATION.match(line)) and path.startswith(PLACE) and match[1] not in listed:
                yield Finding(path, number, f"{match[1]} is not in {LIST}: its key would be called unknown")
            for key in keys(line) if ".key" in line else ():
                if key in first:
                    yield Finding(path, number, f"{key} is declared in {first[key]} already")
                first.setdefault(key, f"{path}:{number}")


def findings(tree):
    yield from declaration_findings(tree)
    for path in tree.cpp:
        if is_test(path) or declares(path):
            continue
        for number, line in enumerate(tree.lines(path), 1):
            for key in keys(line):
                yield Finding(path, number, f"'{key}' as text: declare it in {PLACE} and refer to that")
