"""Where classes stand in a file, and how many members each can have at most, by its text alone. The compiler counts
exactly, but slowly: it is only asked about classes that can be over a limit."""

import bisect
import re
from typing import NamedTuple

# What may hold braces and semicolons without meaning them.
QUIET = re.compile(r'R"(\w*)\(.*?\)\1"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|(?<!\d)\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)
HEAD = re.compile(r"(?<!enum )\b(?:class|struct|union)\b[^;{}()]*\{")


class ClassText(NamedTuple):
    first_line: int
    last_line: int
    declarations_max: int  # A member ends with ; or , and a method with ; or }, outside of all inner brackets.


def _body(text, start):
    """(end, declarations at most) of the body that begins at `start`, behind its brace."""
    braces, parentheses, declarations = 1, 0, 0
    for at in range(start, len(text)):
        character = text[at]
        braces += (character == "{") - (character == "}")
        parentheses += (character == "(") - (character == ")")
        if braces == 0:
            return at, declarations
        declarations += braces == 1 and parentheses == 0 and character in ";,}"
    return len(text), declarations


def class_texts(text):
    text = QUIET.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    newlines = [match.start() for match in re.finditer("\n", text)]
    line_of = lambda at: bisect.bisect_left(newlines, at) + 1
    for head in HEAD.finditer(text):
        end, declarations = _body(text, head.end())
        yield ClassText(line_of(head.start()), line_of(end), declarations)
