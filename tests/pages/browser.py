"""A real browser without a window: Debian's Chromium, driven over the WebDriver protocol."""
import base64
import contextlib
import json
import shutil
import tempfile
import urllib.error
import urllib.request

from process import Process, eventually

_SWITCHES = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
             "--no-first-run", "--disable-background-networking", "--force-color-profile=srgb", "--lang=en-US")
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # So WebDriver names elements in JSON.


class Browser:
    """One tab. Whoever opens it closes it."""

    def __init__(self, width=1280, height=900):
        self.profile = tempfile.mkdtemp(prefix="sluice-browser-")
        self.driver = Process("chromedriver", ["chromedriver", "--port=0"])
        port = self.driver.wait_for(r"started successfully on port (\d+)").group(1)
        self.session = "http://127.0.0.1:%s" % port
        options = {"args": [*_SWITCHES, "--user-data-dir=" + self.profile], "binary": shutil.which("chromium")}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        started = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.session += "/session/" + started["sessionId"]
        self.resize(width, height)

    def _ask(self, method, path, body=None):
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(self.session + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError("%s: %s" % (path, json.load(error)["value"]["message"])) from None

    def close(self):
        with contextlib.suppress(OSError, AssertionError):
            self._ask("DELETE", "")
        self.driver.kill_group()
        shutil.rmtree(self.profile, ignore_errors=True)

    def devtools(self, command, **values):
        return self._ask("POST", "/goog/cdp/execute", {"cmd": command, "params": values})

    def resize(self, width, height):
        """Of what is seen. The height of a screenshot is that of the page."""
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def prefer(self, scheme):
        """dark or light."""
        self.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def open(self, url):
        self._ask("POST", "/url", {"url": url})

    def run(self, script, *values):
        """What a function with that body returns."""
        return self._ask("POST", "/execute/sync", {"script": script, "args": list(values)})

    def run_async(self, script, *values):
        """What such a function gives to its last argument."""
        return self._ask("POST", "/execute/async", {"script": script, "args": list(values)})

    def find(self, css):
        """The first element that is there, as the protocol names it, once it is."""
        found = eventually(css, lambda: self._ask("POST", "/elements", {"using": "css selector", "value": css}))
        return found[0][_ELEMENT]

    def click(self, css):
        self._ask("POST", "/element/%s/click" % self.find(css))

    def type(self, css, text):
        self._ask("POST", "/element/%s/value" % self.find(css), {"text": text})

    def press(self, key):
        """One key, wherever the focus is."""
        actions = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self._ask("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def text(self, css="main"):
        """All that is to be read there; empty as long as there is no such element."""
        return self.run("return document.querySelector(arguments[0])?.innerText ?? ''", css)

    def wait_for_text(self, words, css="main", timeout=20):
        try:
            return eventually(words, lambda: words in self.text(css) and self.text(css), timeout)
        except AssertionError:
            raise AssertionError("no %r in %s:\n%s" % (words, css, self.text(css))) from None

    def complaints(self):
        """What the console has since it was asked last: errors of scripts, and what the content-security policy kept from running."""
        return [entry["message"] for entry in self._ask("POST", "/se/log", {"type": "browser"}) if entry["level"] == "SEVERE"]

    def screenshot(self, path):
        """The whole page, as a PNG."""
        size = self.run("return [document.documentElement.clientWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1}
        picture = self.devtools("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))
