"""What axe-core finds wrong with a page for those who do not see it, or have no mouse."""
import functools


_AXE = "external/page_modules/node_modules/axe-core/axe.min.js"


@functools.cache
def _axe():
    with open(_AXE, encoding="utf-8") as script:
        return script.read()


_RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, {resultTypes: ["violations"]}).then(
  (found) => done(found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200)).join(" | ")}`)),
  (error) => done([String(error)]));
"""


def violations(browser):
    """Sentences; none: it finds nothing."""
    browser.run(_axe() + "; return axe.version")
    return browser.run_async(_RUN)
