#!/usr/bin/python3
"""Records what Spark's REST answers while a streaming and a batch program run, as README.md tells: record.py FOLDER."""

import json
import re
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from pyspark import SparkConf, SparkContext
from pyspark.streaming import StreamingContext

KEPT = re.compile(r"[A-Z_]+|\d{4}-\d\d-\d\dT[\d:.]+GMT|\d*")
ROWS_MAX = 3
MAP_MAX = 1


def lines_for_one_receiver():
    """The port of a server that sends a word now and then to who connects."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _ = server.accept()
        while True:
            connection.sendall(b"some words of a line\n" * 20)
            time.sleep(0.05)

    threading.Thread(target=serve, daemon=True).start()
    return server.getsockname()[1]


def fail(_):
    raise ValueError("planted")


def run_jobs(sc):
    sc.setJobGroup("group", "three stages")
    pairs = sc.parallelize(range(10000), 4).map(lambda n: (n % 10, n)).reduceByKey(lambda a, b: a + b, 2).cache()
    pairs.sortByKey().collect()
    pairs.count()
    try:
        sc.parallelize(range(2), 1).foreach(fail)
    except Exception:
        pass
    sc.setLocalProperty("spark.jobGroup.id", None)


def get(url):
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get_content_type(), error.read().decode()


def trimmed(value):
    """Short, and without anything of the machine: lists keep an element of each shape, texts that could be names go."""
    if isinstance(value, dict):
        return {key: trimmed(value[key]) for key in list(value)[:None if shape_matters(value) else MAP_MAX]}
    if isinstance(value, list):
        shapes = {}
        for element in value:
            shapes.setdefault(json.dumps(sorted(element)) if isinstance(element, dict) else type(element), element)
        return [trimmed(element) for element in list(shapes.values())[:ROWS_MAX]]
    if isinstance(value, str) and not KEPT.fullmatch(value):
        return "text"
    return value


def shape_matters(value):
    return not all(re.search(r"[\d.]", key) for key in value)


def wait_for_batches(url):
    deadline = time.monotonic() + 300
    while sum(batch["inputSize"] > 0 for batch in json.loads(get(url)[2])) < 3:
        assert time.monotonic() < deadline, "no batch has ended"
        time.sleep(1)


def paths(app, base):
    of = f"/applications/{app}"
    batches = json.loads(get(f"{base}{of}/streaming/batches")[2])
    batch = next(b["batchId"] for b in batches if b["status"] == "COMPLETED" and b["inputSize"] > 0)
    stages = json.loads(get(f"{base}{of}/stages")[2])
    stage = next(s["stageId"] for s in stages if s["status"] == "COMPLETE" and s["shuffleWriteRecords"] > 0)
    job = next(j["jobId"] for j in json.loads(get(f"{base}{of}/jobs")[2]) if j.get("jobGroup") == "group")
    receiver = json.loads(get(f"{base}{of}/streaming/receivers")[2])[0]["streamId"]
    rdd = json.loads(get(f"{base}{of}/storage/rdd")[2])[0]["id"]
    streaming = f"{of}/streaming"
    good = {
        "applications": "/applications", "application": of,
        "jobs": f"{of}/jobs", "job": f"{of}/jobs/{job}",
        "stages": f"{of}/stages", "stage": f"{of}/stages/{stage}", "stage_attempt": f"{of}/stages/{stage}/0",
        "executors": f"{of}/executors", "allexecutors": f"{of}/allexecutors",
        "storage": f"{of}/storage/rdd", "storage_rdd": f"{of}/storage/rdd/{rdd}", "environment": f"{of}/environment",
        "statistics": f"{streaming}/statistics", "receivers": f"{streaming}/receivers",
        "receiver": f"{streaming}/receivers/{receiver}",
        "batches": f"{streaming}/batches", "batch": f"{streaming}/batches/{batch}",
        "operations": f"{streaming}/batches/{batch}/operations", "operation": f"{streaming}/batches/{batch}/operations/0",
    }
    bad = {
        "unknown_application": "/applications/app-1", "unknown_job": f"{of}/jobs/9999", "no_number_of_job": f"{of}/jobs/x",
        "unknown_stage": f"{of}/stages/9999", "unknown_attempt": f"{of}/stages/{stage}/7",
        "no_number_of_stage": f"{of}/stages/x", "unknown_rdd": f"{of}/storage/rdd/9999",
        "unknown_batch": f"{streaming}/batches/1", "no_number_of_batch": f"{streaming}/batches/x",
        "unknown_operation": f"{streaming}/batches/{batch}/operations/77",
        "unknown_receiver": f"{streaming}/receivers/77", "unknown_path": f"{of}/nothing",
        "bad_status_of_job": f"{of}/jobs?status=bad", "bad_status_of_stage": f"{of}/stages?status=bad",
    }
    return good, bad


def main():
    folder = Path(sys.argv[1])
    conf = SparkConf().setMaster("local[3]").setAppName("recorded").set("spark.ui.enabled", "true").set("spark.ui.port", "4040")
    sc = SparkContext(conf=conf)
    base = sc.uiWebUrl.rsplit(":", 1)[1].rstrip("/")
    base = f"http://127.0.0.1:{base}/api/v1"
    run_jobs(sc)
    no_streams = get(f"{base}/applications/{sc.applicationId}/streaming/statistics")
    ssc = StreamingContext(sc, 1)
    words = ssc.socketTextStream("127.0.0.1", lines_for_one_receiver()).flatMap(str.split)
    words.map(lambda word: (word, 1)).reduceByKey(lambda a, b: a + b).pprint()
    ssc.start()
    wait_for_batches(f"{base}/applications/{sc.applicationId}/streaming/batches?status=completed")
    good, bad = paths(sc.applicationId, base)
    for name, path in good.items():
        status, _, body = get(base + path)
        assert status == 200, (path, status, body)
        (folder / f"{name}.json").write_text(json.dumps(trimmed(json.loads(body)), indent=1) + "\n")
    errors = {name: get(base + path) for name, path in bad.items()} | {"no_streams": no_streams}
    texts = {name: {"status": status, "type": kind, "body": body.replace(sc.applicationId, "APP")[:200]}
             for name, (status, kind, body) in errors.items()}
    (folder / "errors.json").write_text(json.dumps(texts, indent=1) + "\n")
    ssc.stop(stopSparkContext=True, stopGraceFully=False)


main()
