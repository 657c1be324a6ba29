"""docs/operations.md tells what the headers declare."""
import sys
import unittest

from operations_page import page_of

PAGE = "docs/operations.md"


class OperationsPageTest(unittest.TestCase):
    def test_docs_tell_what_is_declared(self):
        page = page_of({path: open(path).read() for path in HEADERS})
        self.assertEqual(open(PAGE).read(), page, f"run: tests/operators/operations_page.py api/*/*.h > {PAGE}")


if __name__ == "__main__":
    HEADERS = [path for path in sys.argv[1:] if path.startswith("api/")]
    unittest.main(argv=sys.argv[:1])
