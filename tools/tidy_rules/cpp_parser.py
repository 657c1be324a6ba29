"""libclang on our tree: system headers once into the cache, then our files without the bodies of functions."""

import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tidy_rules.tree import cache_folder

SITE_PACKAGES = next(iter(glob.glob(str(cache_folder() / "venv/lib/python3*/site-packages"))), "")
SYSTEM_INCLUDE = re.compile(r'^#include (<(?!sluice/|gtest/|gmock/)[^>]+>|"absl/[^"]+")', re.MULTILINE)
# Of libclang: go on behind errors, be saved, skip function bodies, go on behind missing headers too.
OPTIONS = 0x02 | 0x10 | 0x40 | 0x200


def clang():
    """The module, or nothing."""
    if SITE_PACKAGES not in sys.path:
        sys.path.append(SITE_PACKAGES)
    try:
        from clang import cindex
        return cindex
    except ImportError:
        return None


def _compiler_folders():
    """Where the compiler that builds us finds headers of its own."""
    shown = subprocess.run(["g++", "-E", "-v", "-xc++", os.devnull], capture_output=True, text=True, check=False).stderr
    return re.findall(r"^ (/\S+)$", shown, re.MULTILINE)


class Parser:
    """Thread-safe once made."""

    def __init__(self, tree):
        self.tree = tree
        protos = [path for path in tree.files if path.startswith("proto/") and path.endswith(".proto")]
        includes = sorted({match[1] for path in tree.cpp for match in SYSTEM_INCLUDE.finditer(tree.text(path))})
        headers = "".join(f"#include {name}\n" for name in includes)
        headers += "".join(f'#include "{path[:-6]}.pb.h"\n' for path in protos)
        key = hashlib.sha256("".join([headers, *map(tree.text, protos)]).encode()).hexdigest()[:16]
        self.folder = cache_folder() / "tidy" / key
        system = [f"-isystem{folder}" for folder in
                  [self._generate(protos), f"{SITE_PACKAGES}/pyarrow/include", *_compiler_folders()]]
        self.arguments = ["-std=c++20", "-w", *system]
        self.saved = self._save(headers)

    def _generate(self, protos):
        """The folder of the headers that protoc makes, whether or not there was a build."""
        folder = self.folder / "generated"
        if not folder.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            made = tempfile.mkdtemp(dir=self.folder)
            if protos:
                subprocess.run(["protoc", f"--cpp_out={made}", *protos], cwd=self.tree.root, check=True)
            try:
                os.rename(made, folder)
            except OSError:
                pass  # Another tidy was faster.
        return folder

    def _save(self, headers):
        saved = self.folder / "system.pch"
        if not self._is_usable(saved):
            text = str(self.folder / "system.h")
            unit = clang().Index.create().parse(text, ["-xc++-header", *self.arguments], [(text, headers)], OPTIONS)
            made = f"{saved}.{os.getpid()}"
            unit.save(made)
            os.rename(made, saved)
            self._drop_others()
        os.utime(saved)
        return saved

    def _drop_others(self):
        """What nobody has used for a day, of other headers."""
        for other in self.folder.parent.iterdir():
            saved = other / "system.pch"
            if time.time() - (saved if saved.exists() else other).stat().st_mtime > 24 * 3600:
                shutil.rmtree(other, ignore_errors=True)

    def _is_usable(self, saved):
        """Not when one of the system's headers has changed since."""
        if not saved.exists():
            return False
        try:
            return not self._errors(self._parse("usable.cc", "int usable;", saved))
        except clang().TranslationUnitLoadError:
            return False

    def _errors(self, unit):
        return [d for d in unit.diagnostics if d.severity >= clang().Diagnostic.Error]

    def _parse(self, name, text, saved):
        name = str(Path(self.tree.root, name))
        arguments = ["-xc++", *self.arguments, f"-I{self.tree.root}", f"-I{self.tree.root}/api", "-include-pch", str(saved)]
        return clang().Index.create().parse(name, arguments, [(name, text)], OPTIONS)

    def parse(self, paths):
        """One unit of all of them, and the errors in files of the tree."""
        unit = self._parse("tidy_unit.cc", "".join(f'#include "{path}"\n' for path in paths), self.saved)
        return unit, [error for error in self._errors(unit) if self.in_tree(error.location.file)]

    def in_tree(self, file):
        """The path in the tree, or nothing."""
        name = file.name if file else ""
        return os.path.relpath(name, self.tree.root) if name.startswith(f"{self.tree.root}/") else ""
