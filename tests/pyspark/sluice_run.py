"""Starts programs for the stock pyspark package by `sluice run`."""
import os
import subprocess

SLUICE = os.path.abspath("tools/sluice")
PROGRAMS = os.path.abspath("tests/pyspark/programs")


def python_with_pyspark():
    """That of tools/setup."""
    cache = os.environ.get("SLUICE_CACHE") or os.path.join(os.environ.get("XDG_CACHE_HOME") or
                                                           os.path.expanduser("~/.cache"), "sluice")
    return os.path.join(cache, "venv/bin/python3")


def environment():
    """Neither Java nor anything of a Spark that is installed here."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JAVA", "SPARK", "PYSPARK", "PYTHON"))}
    path = [folder for folder in kept["PATH"].split(":") if not os.path.exists(os.path.join(folder, "java"))]
    python = python_with_pyspark()
    return {**kept, "PATH": ":".join(path), "PYSPARK_PYTHON": python}


def command(program, *arguments):
    return [SLUICE, "run", os.path.join(PROGRAMS, program), *arguments]


def run(program, *arguments):
    done = subprocess.run(command(program, *arguments), stdin=subprocess.DEVNULL, timeout=120, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=environment(), text=True, check=False)
    return done.returncode, done.stdout, done.stderr
