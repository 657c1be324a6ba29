"""Writes a C++ file that has the bytes of files in it: embed_files.py OUT FILE..."""

import sys
from pathlib import Path

LINE = 100


def literal(data):
    """As lines of string literals; what is not plain text is octal, with three digits, so that none follows it."""
    text = "".join(chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?' else f"\\{byte:03o}" for byte in data)
    lines, rest = [], text
    while rest:
        end = LINE
        while "\\" in rest[end - 3:end] and end < len(rest):  # Not in the middle of an escape.
            end += 1
        lines.append(f'    "{rest[:end]}"')
        rest = rest[end:]
    return "\n".join(lines) or '    ""'


def main(out, *paths):
    files = [(Path(path).name, Path(path).read_bytes()) for path in sorted(paths)]
    entries = ",\n".join(f'    {{"{name}", std::string_view(\n{literal(data)},\n    {len(data)})}}' for name, data in files)
    Path(out).write_text(
        '#include "driver/web/page_files.h"\n\nnamespace sluice {\n\nstd::span<const PageFile> PageFiles() {\n'
        f"  static constexpr PageFile kFiles[] = {{\n{entries},\n  }};\n  return kFiles;\n}}\n\n}}  // namespace sluice\n",
        encoding="ascii")


if __name__ == "__main__":
    main(*sys.argv[1:])
