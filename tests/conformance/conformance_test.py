"""Runs the cases of cases/ through dstream_adapter and compares what it gives with what they expect."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

HERE = Path("tests/conformance")
ADAPTER_SECONDS_MAX = 120


def sorted_rows(rows):
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))


def canonical(case, answer):
    """What counts of an answer: rows have no order, except in the outputs that the case calls ordered."""
    answer = {key: value for key, value in answer.items() if key != "text"}
    for name, batches in answer.get("outputs", {}).items():
        if name not in case.get("ordered", []):
            answer["outputs"][name] = [batch if batch is None else sorted_rows(batch) for batch in batches]
    if "slices" in answer:
        answer["slices"] = [[sorted_rows(batch) for batch in batches] for batches in answer["slices"]]
    if "files" in answer:
        answer["files"] = {name: sorted(lines) for name, lines in answer["files"].items()}
    return answer


class ConformanceTest(unittest.TestCase):
    maxDiff = None

    def test_every_case_gives_what_spark_gives(self):
        with tempfile.TemporaryDirectory() as root:
            folders = [Path(root, name) for name in ("in", "out", "work")]
            for folder in folders:
                folder.mkdir()
            cases = {path.stem: json.loads(path.read_text()) for path in sorted((HERE / "cases").glob("*.json"))}
            for name, case in cases.items():
                question = {key: value for key, value in case.items() if key != "expect"}
                (folders[0] / f"{name}.json").write_text(json.dumps(question))
            environment = {key: value for key, value in os.environ.items() if not key.startswith("SLUICE")}
            subprocess.run([HERE / "dstream_adapter", *folders], check=True, timeout=ADAPTER_SECONDS_MAX, env=environment)
            self.assertGreater(len(cases), 20)
            for name, case in cases.items():
                with self.subTest(name):
                    answer = json.loads((folders[1] / f"{name}.json").read_text())
                    self.assertEqual(canonical(case, case["expect"]), canonical(case, answer), answer.get("text", ""))


if __name__ == "__main__":
    unittest.main()
