"""Starts programs for the stock pyspark package by `sluice run`."""
import atexit
import functools
import os
import shutil
import subprocess
import tempfile

SLUICE = os.path.abspath("tools/sluice")
PROGRAMS = os.path.abspath("tests/pyspark/programs")


def python_with_pyspark():
    """That of tools/setup."""
    cache = os.environ.get("SLUICE_CACHE") or os.path.join(os.environ.get("XDG_CACHE_HOME") or
                                                           os.path.expanduser("~/.cache"), "sluice")
    return os.path.join(cache, "venv/bin/python3")


@functools.cache
def _links_to_all_but_java(folder):
    links = tempfile.mkdtemp(prefix="sluice-path-")
    atexit.register(shutil.rmtree, links)
    for name in os.listdir(folder):
        if not name.startswith("java"):
            os.symlink(os.path.join(folder, name), os.path.join(links, name))
    return links


def _without_java(folder):
    has_java = os.path.exists(os.path.join(folder, "java"))
    return _links_to_all_but_java(folder) if has_java else folder


def environment():
    """Neither Java nor anything of a Spark that is installed here."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JAVA", "SPARK", "PYSPARK", "PYTHON"))}
    path = [_without_java(folder) for folder in kept["PATH"].split(":")]
    python = python_with_pyspark()
    return {**kept, "PATH": ":".join(path), "PYSPARK_PYTHON": python}


def command(program, *arguments):
    return [SLUICE, "run", os.path.join(PROGRAMS, program), *arguments]


def finish(words, seconds_max=120, variables=None):
    """(exit code, stdout, stderr)"""
    done = subprocess.run(words, stdin=subprocess.DEVNULL, timeout=seconds_max, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env={**environment(), **(variables or {})}, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def expected_lines(name):
    """What the program has printed with Spark 4.3.0."""
    with open(os.path.join(PROGRAMS, name), encoding="utf-8") as file:
        return file.read().splitlines()


def run(program, *arguments, seconds_max=120, variables=None):
    return finish(command(program, *arguments), seconds_max, variables)
