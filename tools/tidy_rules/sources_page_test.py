"""The page of sources tells what the code says, and no folder of connectors/ keeps no contract."""

import unittest

from tidy_rules.planted_tree import header, tidy
from tidy_rules.sources_page import INTRODUCTION

STREAMS = """
namespace sluice {
class StreamingContext {
  // The records of a log: with "a" (b: c).
  template <class T>
  DStream<T> logStream(const std::string& name);
  void start();
};
// Rows of this program. In parts.
RDD<T> rowsOf(Application& app);
}  // namespace sluice"""
TREE = {
    "api/README.md": "", "api/user_classes.txt": "StreamingContext\n", **header("api/context.h", STREAMS),
    "connectors/log/BUILD.bazel": "", "connectors/log/README.md": "# connectors/log\n\nRecords of a\nlog.\n",
    "connectors/log/log_test.cc": "INSTANTIATE_TEST_SUITE_P(Log, BatchSourceContract, testing::Values(1));\n",
    "engine/source/batch_source_contract.cc":
        "// Or nearly so.\nTEST_P(BatchSourceContract, ARowIsThere) {}\n\nTEST_P(BatchSourceContract, NoneIsTwice) {}\n",
    "engine/source/block_receiver_contract.cc": "",
}
PAGE = INTRODUCTION + """
## Streams

| | |
| --- | --- |
| `logStream` ([context.h](../api/context.h)) | The records of a log |

## RDDs

| | |
| --- | --- |
| `rowsOf` ([context.h](../api/context.h)) | Rows of this program |

## Systems

| | |
| --- | --- |
| [connectors/log](../connectors/log/): `BatchSource` | Records of a log |

## What a `BatchSource` promises

Each promise of [batch_source.h](../engine/source/batch_source.h) is a test, which the test of every such class runs.

- A row is there. Or nearly so.
- None is twice.

## What a `BlockReceiver` promises

Each promise of [block_receiver.h](../engine/source/block_receiver.h) is a test, which the test of every such class runs.

"""


class SourcesPage(unittest.TestCase):
    def test_a_page_that_tells_what_the_code_says_is_right(self):
        self.assertNotIn("what the code says", tidy(TREE | {"docs/sources.md": PAGE}))

    def test_a_page_that_lacks_a_stream_a_folder_or_a_promise_is_named(self):
        for lacking in ("logStream", "connectors/log", "- None is twice"):
            page = "".join(line for line in PAGE.splitlines(keepends=True) if lacking not in line)
            self.assertIn("docs/sources.md:1: is not what the code says", tidy(TREE | {"docs/sources.md": page}))

    def test_a_folder_whose_tests_run_no_contract_is_named(self):
        found = tidy(TREE | {"connectors/log/log_test.cc": "", "connectors/database/BUILD.bazel": ""})
        self.assertIn("connectors/log/README.md:1: no test here runs a contract", found)
        self.assertNotIn("connectors/database/README.md:1: no test", found)


if __name__ == "__main__":
    unittest.main()
