"""Counts the test cases of one `bazel test` run: count_tests.py BUILD_EVENTS_JSON BAZEL_EXIT_CODE.

Prints what did not build or pass and, last, "N passed, N failed"; exits 0 only if something ran and nothing failed.
A target that failed without naming a case (crash, time limit, did not build) counts as one failed case.
"""

import collections
import json
import sys
import urllib.parse
import urllib.request
import xml.etree.ElementTree as xml

Result = collections.namedtuple("Result", "label passed failed why")


def read_events(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def count_cases(uri):
    """(cases, failed cases) of one test.xml; (0, 0) if it is missing or torn, as a killed test leaves it."""
    try:
        path = urllib.request.url2pathname(urllib.parse.urlparse(uri).path)
        suites = list(xml.parse(path).getroot().iter("testsuite"))
    except (OSError, xml.ParseError):
        return 0, 0
    number = lambda name: sum(int(suite.get(name, 0)) for suite in suites)
    return number("tests") - number("disabled") - number("skipped"), number("failures") + number("errors")


def result_of(label, event):
    uri = next((output["uri"] for output in event.get("testActionOutput", []) if output["name"] == "test.xml"), "")
    cases, failed = count_cases(uri)
    status = event.get("status", "NO_STATUS")
    if status == "PASSED":
        return Result(label, max(cases, 1), 0, "")
    failed = max(failed, 1)
    return Result(label, max(cases - failed, 0), failed, status.lower())


def results_of(events):
    """The last attempt of each run and shard of each test, and one failure for each target that did not build."""
    results = {}
    for event in events:
        name = event["id"]
        if "testResult" in name:
            at = name["testResult"]
            results[at["label"], at.get("run"), at.get("shard")] = result_of(at["label"], event["testResult"])
        elif "targetCompleted" in name and not event.get("completed", {}).get("success"):
            label = name["targetCompleted"]["label"]
            results[label, "build", 0] = Result(label, 0, 1, "did not build")
    return list(results.values())


def main():
    bazel_exit = int(sys.argv[2])
    results = results_of(read_events(sys.argv[1]))
    passed = sum(result.passed for result in results)
    failed = sum(result.failed for result in results)
    if bazel_exit != 0 and failed == 0:
        failed = 1
        print(f"bazel ended with {bazel_exit} before it could run everything (see above)")
    for result in results:
        if result.failed:
            print(f"FAILED {result.label}: {result.why}, {result.failed} of {result.passed + result.failed} cases")
    if passed + failed == 0:
        print("no test ran")
    print(f"{passed} passed, {failed} failed", flush=True)
    return 0 if passed > 0 and failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
