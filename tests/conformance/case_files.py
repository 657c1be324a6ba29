"""The cases of cases/: written out as questions, compared with the answers of dstream_adapter."""
import json
from pathlib import Path

HERE = Path("tests/conformance")
ADAPTER = HERE / "dstream_adapter"


def load():
    return {path.stem: json.loads(path.read_text()) for path in sorted((HERE / "cases").glob("*.json"))}


def ask(cases, folder):
    """Makes the folders that the adapter wants below `folder`, with a question for each case; returns their paths."""
    folders = [Path(folder, name) for name in ("in", "out", "work")]
    for path in folders:
        path.mkdir()
    for name, case in cases.items():
        question = {key: value for key, value in case.items() if key != "expect"}
        (folders[0] / f"{name}.json").write_text(json.dumps(question))
    return folders


def check(test, cases, folder):
    for name, case in cases.items():
        with test.subTest(name):
            answer = json.loads(Path(folder, "out", f"{name}.json").read_text())
            test.assertEqual(_canonical(case, case["expect"]), _canonical(case, answer), answer.get("text", ""))


def _canonical(case, answer):
    """What counts of an answer: rows have no order, except in the outputs that the case calls ordered."""
    answer = {key: value for key, value in answer.items() if key != "text"}
    for name, batches in answer.get("outputs", {}).items():
        if name not in case.get("ordered", []):
            answer["outputs"][name] = [batch if batch is None else _sorted(batch) for batch in batches]
    if "slices" in answer:
        answer["slices"] = [[_sorted(batch) for batch in batches] for batches in answer["slices"]]
    if "files" in answer:
        answer["files"] = {name: sorted(lines) for name, lines in answer["files"].items()}
    return answer


def _sorted(rows):
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
