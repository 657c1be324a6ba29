"""Runs benchmark files and prints what was measured beside the target and the peers' figures.

  bazel run -c opt //bench:run -- [PART ...]     all files whose path contains one of the parts

Each file names a scenario of scenarios.py and its settings; a wrong answer fails whatever its speed. Other work on the
machine shows in the figures: quote ratios of one run. Exit code 1 when an answer was wrong, not when a target was missed.
"""
import glob
import os
import sys
import tomllib

import dstream_scenarios
import python_scenarios
import recovery_scenarios
import scenarios
from system import WrongAnswer

COMPARE = {"<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b}


def verdicts(target, figures):
    """Text and truth of each comma-separated `NAME <= VALUE`; None if that was not measured, as there is no peer."""
    for clause in filter(None, target.split(",")):
        name, sign, value = clause.split()
        yield clause.strip(), COMPARE[sign](figures[name], float(value)) if name in figures else None


def verdict(reached):
    return "NOT MEASURED" if None in reached else "reached" if all(reached) else "MISSED"


def show(figure):
    return "%.0f" % figure if abs(figure) >= 1000 else "%.3g" % figure


def scenario(name):
    modules = (scenarios, dstream_scenarios, recovery_scenarios, python_scenarios)
    return next(getattr(module, name) for module in modules if hasattr(module, name))


def table(rows):
    """What was measured, as docs/performance.md has it."""
    print("\n| work | peer | to reach | measured | |\n| --- | --- | --- | --- | --- |")
    for bench, figures in rows:
        wanted = list(verdicts(bench.get("target", ""), figures))
        measured = ", ".join("%s %s" % (name, show(value)) for name, value in figures.items())
        print("| %s | %s | %s | %s | %s |" % (
            bench["title"], bench.get("peer", bench.get("limit", "")), ", ".join(clause for clause, _ in wanted), measured,
            verdict([reached for _, reached in wanted]) if wanted else ""))


def run(path, rows):
    with open(path, "rb") as file:
        bench = tomllib.load(file)
    print("\n" + bench["title"], flush=True)
    for what in ("peer", "limit"):
        if what in bench:
            print("  %-9s %s" % (what, bench[what]), flush=True)
    try:
        figures = scenario(bench["scenario"])(bench["settings"])
    except (WrongAnswer, RuntimeError) as error:
        print("  WRONG     %s" % error, flush=True)
        return False
    print("  measured  " + ", ".join("%s %s" % (name, show(value)) for name, value in figures.items()))
    for clause, reached in verdicts(bench.get("target", ""), figures):
        print("  target    %-32s %s" % (clause, verdict([reached])), flush=True)
    rows.append((bench, figures))
    return True


def main(parts):
    here = os.path.dirname(os.path.abspath(__file__))
    files = sorted(f for f in glob.glob(here + "/*/*.toml") if not parts or any(part in f for part in parts))
    if not files:
        print("no benchmark matches %s" % " ".join(parts), file=sys.stderr)
        return 2
    rows = []
    good = all([run(path, rows) for path in files])
    if len(files) > 1:
        table(rows)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
