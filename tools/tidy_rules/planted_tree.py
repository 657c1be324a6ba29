"""For tests of the rules: what tools/tidy says of a tree with a planted offence."""

import os
import subprocess
import tempfile
from pathlib import Path

TIDY = Path(__file__).parent.parent / "tidy"


def tidy(files):
    """What tidy prints on a tree of these files (path -> text). Unless the tree says otherwise, any format will do and every
    folder may include every other."""
    table = "".join(f"{folder} *\n" for folder in sorted({path.split("/")[0] for path in files} | {"tools", "bench"}))
    defaults = {"bench/README.md": "", "tools/tidy_rules/layers.txt": table, ".clang-format": "DisableFormat: true\n"}
    with tempfile.TemporaryDirectory() as root:
        for name, text in {**defaults, **files}.items():
            path = Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        command = ["/usr/bin/python3", str(TIDY), "--root", root]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
        return done.stdout + done.stderr


def header(path, text):
    """{path: text} with the include guard that its path asks for."""
    guard = "SLUICE_" + path.replace("/", "_").replace(".", "_").upper() + "_"
    return {path: f"#ifndef {guard}\n#define {guard}\n{text}\n#endif  // {guard}\n"}
