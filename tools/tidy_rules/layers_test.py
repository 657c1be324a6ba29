"""Folders include only what their row lets them, and the table has no row for what does not exist."""

import unittest

from tidy_rules.planted_tree import tidy

TABLE = "tools/tidy_rules/layers.txt"
ROWS = "common\ndriver common\nworker common\ndriver/job driver\ntools\nbench *\n"
FOLDERS = {"common/README.md": "", "driver/README.md": "", "worker/README.md": "", "driver/job/README.md": ""}


def tidy_with(files, rows=ROWS):
    return tidy({**FOLDERS, TABLE: rows, **files})


class Layers(unittest.TestCase):
    def test_what_a_row_names_may_be_included_and_what_that_may_use(self):
        found = tidy_with({"driver/job/a.cc": '#include "common/x/ids.h"\n#include "driver/b.h"\n#include "driver/job/c.h"\n'})
        self.assertIn("0 findings", found)

    def test_a_lower_folder_may_not_include_a_higher_one(self):
        found = tidy_with({"common/net/server.cc": '#include "driver/node.h"\n'})
        self.assertIn("common/net/server.cc:1: common may not include driver", found)

    def test_driver_and_worker_never_include_each_other(self):
        found = tidy_with({"driver/job/a.cc": '#include "common/ids.h"\n#include "worker/block/block.h"\n'})
        self.assertIn("driver/job/a.cc:2: driver/job includes worker: driver and worker meet in proto/ only", found)

    def test_a_bench_beside_the_code_may_include_all(self):
        self.assertIn("0 findings", tidy_with({"common/net/server_bench.cc": '#include "driver/node.h"\n'}))

    def test_what_a_row_opens_and_nobody_includes_is_named(self):
        rows = "common\ncommon/net\ndriver common/net\nworker common\ntools\nbench *\n"
        files = {"driver/a.cc": '#include "common/ids.h"\n', "common/net/link.h": "", "driver/a_bench.cc": '#include "common/net/link.h"\n'}
        self.assertIn(f"{TABLE}:3: driver does not need common/net", tidy({**FOLDERS, **files, TABLE: rows}))
        files["driver/b.cc"] = '#include "common/net/link.h"\n'
        self.assertNotIn("does not need", tidy({**FOLDERS, **files, TABLE: rows}))

    def test_a_row_for_no_folder_is_named(self):
        found = tidy_with({}, ROWS + "driver/ghost common\n")
        self.assertIn(f"{TABLE}:7: there is no folder driver/ghost", found)

    def test_a_row_that_uses_no_row_is_named(self):
        found = tidy_with({}, ROWS.replace("driver common", "driver common engine"))
        self.assertIn(f"{TABLE}:2: driver uses engine, which has no row", found)

    def test_a_folder_without_row_is_named(self):
        found = tidy_with({"engine/a.cc": "int x;\n"})
        self.assertIn(f"engine/a.cc:1: no row of {TABLE} says what engine may include", found)


if __name__ == "__main__":
    unittest.main()
