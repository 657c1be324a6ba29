"""A class has at most 30 methods and 20 members, over all its files: the compiler's count, not a pattern's.

A method is a member function that somebody wrote: overloads and templates each, but no constructor, destructor,
operator=, = default, = delete, and nothing inherited. A member is a non-static data member. Nested classes count for
themselves. What cannot be counted is a finding."""

import concurrent.futures
import os
from typing import NamedTuple

from tidy_rules import cpp_parser
from tidy_rules.class_texts import class_texts
from tidy_rules.tree import Finding, is_test

METHODS_MAX = 30
MEMBERS_MAX = 20
# Users look for all of Spark's operations on these.
EXEMPT = {"DStream", "RDD", "StreamingContext"}


class Counted(NamedTuple):
    path: str
    name: str
    line: int
    first_line: int
    last_line: int
    methods: int
    members: int


def _is_method(cursor, of, kinds):
    if cursor.kind not in (kinds.CXX_METHOD, kinds.CONVERSION_FUNCTION, kinds.FUNCTION_TEMPLATE):
        return False
    is_constructor = cursor.spelling.split("<")[0] == of.spelling
    return not (is_constructor or cursor.spelling == "operator=" or cursor.is_default_method()
                or cursor.is_deleted_method())


def _classes(cursor, parser, kinds):
    """All classes defined in files of the tree, below namespaces and in one another."""
    classes = (kinds.CLASS_DECL, kinds.STRUCT_DECL, kinds.UNION_DECL, kinds.CLASS_TEMPLATE,
               kinds.CLASS_TEMPLATE_PARTIAL_SPECIALIZATION)
    for child in cursor.get_children():
        if child.kind not in (*classes, kinds.NAMESPACE, kinds.UNEXPOSED_DECL, kinds.LINKAGE_SPEC):
            continue
        if not (path := parser.in_tree(child.location.file)):
            continue
        if child.kind in classes and child.is_definition():
            inside = list(child.get_children())
            yield Counted(path, child.spelling, child.location.line, child.extent.start.line, child.extent.end.line,
                          sum(_is_method(one, child, kinds) for one in inside),
                          sum(one.kind == kinds.FIELD_DECL for one in inside))
        yield from _classes(child, parser, kinds)


def _count(parser, paths):
    unit, errors = parser.parse(paths)
    errors = [(parser.in_tree(error.location.file), error.location.line, error.spelling) for error in errors]
    return list(_classes(unit.cursor, parser, cpp_parser.clang().CursorKind)), errors


def _count_all(tree, paths):
    """Headers together, sources one by one; (classes by path and last line, errors)."""
    parser = cpp_parser.Parser(tree)
    units = [[path for path in paths if path.endswith(".h")], *([path] for path in paths if path.endswith(".cc"))]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda unit: _count(parser, unit), filter(None, units)))
    return ({(one.path, one.last_line): one for counted, _ in results for one in counted},
            [error for _, errors in results for error in errors])


def _finding(counted, at):
    """What is wrong with the class in `at`, a (path, ClassText)."""
    path, text = at
    if counted is None:
        return Finding(path, text.first_line, "a class that the compiler does not see here cannot be counted")
    if counted.name in EXEMPT or (counted.methods <= METHODS_MAX and counted.members <= MEMBERS_MAX):
        return None
    return Finding(path, counted.line, f"{counted.name} has {counted.methods} methods and {counted.members} members, more "
                   f"than {METHODS_MAX} or {MEMBERS_MAX}: look for the second noun",
                   f"classes: {path.split('/')[0]} {counted.name}")


def findings(tree):
    large = [(path, text) for path in tree.cpp if not is_test(path) for text in class_texts(tree.text(path))
             if text.declarations_max > min(METHODS_MAX, MEMBERS_MAX)]
    if not large:
        return
    if cpp_parser.clang() is None:
        yield Finding("third_party/requirements.txt", 1, "libclang is missing, so no class can be counted: run tools/setup")
        return
    counted, errors = _count_all(tree, sorted({path for path, _ in large}))
    for path, text in large:
        inside = [what for at, line, what in errors if at == path and text.first_line <= line <= text.last_line]
        if inside:
            yield Finding(path, text.first_line, f"a class that the compiler does not understand cannot be counted: {inside[0]}")
        elif finding := _finding(counted.get((path, text.last_line)), (path, text)):
            yield finding
