#!/usr/bin/python3
"""Lists the operators of RDD and DStream, as the headers of api/ declare them, for tests that have a row for each.

  list_operators.py HEADER... > operators_in_headers.h

An operator is a public method of one of the classes of FAMILIES or of their bases, spelled as Spark does. Overloads count.
"""
import collections
import re
import sys

FAMILIES = {"Rdd": ["RDD"], "DStream": ["DStream", "MapWithStateDStream"]}
# How other files of api/ reach what a handle is made of.
NOT_OPERATORS = {"handle", "program", "node", "source"}

Declared = collections.namedtuple("Declared", "name header overloads")
Class = collections.namedtuple("Class", "header bases body")

NOT_CODE = re.compile(r"//[^\n]*|/\*.*?\*/|" r'"(?:\\.|[^"\\\n])*"|' r"'(?:\\.|[^'\\\n])'", re.DOTALL)
CLASS = re.compile(r"^class\s+(\w+)([^{};()]*)\{", re.MULTILINE)
ACCESS = re.compile(r"\s*(public|private|protected)\s*:(?!:)")
METHOD = re.compile(r"\b([a-z]\w*)\s*\($")


def code_of(text):
    """Without comments and what is in quotes."""
    return NOT_CODE.sub("", text)


def body_from(text, start):
    """Up to the brace that closes the one before `start`."""
    depth = 1
    for i in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[i], 0)
        if depth == 0:
            return text[start:i]
    raise ValueError("a class without an end: " + text[start:start + 80])


def classes_of(header, text):
    text = code_of(text)
    for match in CLASS.finditer(text):
        bases = re.findall(r"\bpublic\s+(?:internal::)?(\w+)", match[2])
        yield match[1], Class(header, bases, body_from(text, match.end()))


def declarations(body):
    """(is_public, text up to its first parenthesis) of each member that has one; a class begins private."""
    depth, text, access = 0, "", "private"
    for char in body:
        if depth == 0 and char == ":" and (match := ACCESS.fullmatch(text + char)):
            access, text = match[1], ""
            continue
        closes = char in ")}"
        depth -= closes
        if depth == 0:
            text += char
        depth += char in "({"
        if depth == 0 and char in ";}":
            if "(" in text:
                yield access == "public", text[:text.index("(") + 1]
            text = ""


def methods_of(body):
    for is_public, start in declarations(body):
        if is_public and (match := METHOD.search(start)) and match[1] not in NOT_OPERATORS:
            yield match[1]


def operators_of(roots, classes):
    """Of these classes and all their bases."""
    counts, headers, visited = collections.Counter(), {}, set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name in visited or name not in classes:
            continue
        visited.add(name)
        for each in classes[name]:  # A template and its specialisations.
            waiting += each.bases
            for method in methods_of(each.body):
                counts[method] += 1
                headers[method] = each.header
    return [Declared(name, headers[name], counts[name]) for name in sorted(counts)]


def families_of(texts):
    """From {header: its text}: {family: its operators}."""
    classes = collections.defaultdict(list)
    for header, text in sorted(texts.items()):
        for name, found in classes_of(header, text):
            classes[name].append(found)
    return {family: operators_of(roots, classes) for family, roots in FAMILIES.items()}


def main():
    texts = {path: open(path).read() for path in sys.argv[1:] if path.startswith("api/")}
    print("// Made by list_operators.py out of the headers of api/.\n#pragma once\n"
          "#include \"tests/operators/declared_operator.h\"\nnamespace sluice {")
    for family, operators in families_of(texts).items():
        print("inline constexpr DeclaredOperator k%sOperators[] = {" % family)
        for each in operators:
            print('    {"%s", "%s", %d},' % each)
        print("};")
    print("}  // namespace sluice")


if __name__ == "__main__":
    main()
