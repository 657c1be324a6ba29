"""What Prometheus would find, and what the dashboard and the alerts ask of it."""
import json
import re
import urllib.request


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def targets(web):
    """{labels that matter, as text: url}, as the driver daemon's service discovery tells them."""
    found = {}
    for group in json.loads(get(web + "/metrics/targets")):
        labels = group["labels"]
        name = " ".join(labels[key] for key in ("process", "worker", "executor") if key in labels)
        found[name] = "http://" + group["targets"][0] + labels.get("__metrics_path__", "/metrics")
    return found


def names_served(text):
    return set(re.findall(r"^(\w+)(?:\{.*\})? \S+$", text, re.MULTILINE))


def names_in(text):
    """All of ours that an expression names."""
    return set(re.findall(r"\bsluice_[a-z_]+", text))


def names_of_dashboard(path):
    with open(path, encoding="utf-8") as file:
        dashboard = json.load(file)
    expressions = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    return names_in("\n".join(expressions) + json.dumps(dashboard["templating"]))


def names_of_alerts(path):
    with open(path, encoding="utf-8") as file:
        return names_in(file.read())
