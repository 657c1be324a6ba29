"""What is known to break a rule and waits to be mended, in debts.txt. The list only shrinks: what is not in it is a
finding, and so is a line of it that nothing offends any more."""

from tidy_rules.tree import Finding

PATH = "tools/tidy_rules/debts.txt"


def read(tree):
    """Debt -> its line."""
    lines = tree.lines(PATH) if PATH in tree.files else []
    return {line: number for number, line in enumerate(lines, 1) if line and not line.startswith("#")}


def without_known(tree, findings):
    known = read(tree)
    offending = {finding.debt for finding in findings}
    paid = [Finding(PATH, line, f"'{debt}' is paid: delete the line") for debt, line in known.items()
            if debt not in offending]
    return [finding for finding in findings if finding.debt not in known] + paid
