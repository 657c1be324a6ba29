"""Every page of a cluster that has an application with streams, whoever serves it."""
import json
import urllib.request


def ask(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)


def running_application(url):
    """The id of one that makes batches; None: there is none yet."""
    for application in ask(url + "/api/sluice/v1/cluster")["applications"]:
        if application["state"] == "running":
            return application["id"]
    return None


def every_page(url, application):
    """Of the application that has completed batches: {name: (path, a text that is there)}."""
    rest = "%s/api/sluice/v1/applications/%s" % (url, application)
    series = ask(rest + "/series")
    batch = max(time for time, state in zip(series["time"], series["state"]) if state == "completed")
    job = ask("%s/batches/%d" % (rest, batch))["jobs"][0]["job"]
    below = "/applications/" + application
    return {
        "cluster": ("/", "Running applications"),
        "application": (below, "Total delay"),
        "batch": ("%s/batches/%d" % (below, batch), "Outputs"),
        "jobs": (below + "/jobs", "Jobs, newest first"),
        "job": ("%s/jobs/%d" % (below, job), "Tasks done"),
        "dashboards": (below + "/dashboards", "What the program shows"),
        "receivers": (below + "/receivers", "Rate limit"),
        "executors": (below + "/executors", "Slots in use"),
        "storage": (below + "/storage", "What executors keep"),
        "environment": (below + "/environment", "Settings"),
        "logs": (below + "/logs", " line"),
    }


def open_page(browser, url, page):
    path, text = page
    browser.open(url + path)
    browser.wait_for_text(text)
