"""An umbrella header reaches no more headers than umbrellas.txt allows."""

import unittest

from tidy_rules.planted_tree import header, tidy

TABLE = "tools/tidy_rules/umbrellas.txt"
UMBRELLA = "api/sluice/streaming.h"
FILES = {"api/README.md": "", "api/sluice/README.md": "", "common/README.md": "",
         **header(UMBRELLA, '#include "common/a.h"\n#include "common/b.h"'),
         **header("common/a.h", '#include <vector>\n\n#include "common/b.h"\n#include "proto/generated.pb.h"'),
         **header("common/b.h", '#include "common/c.h"'),
         **header("common/c.h", "int c;")}


class Umbrellas(unittest.TestCase):
    def test_as_many_as_allowed(self):
        self.assertIn("0 findings", tidy({**FILES, TABLE: f"# Why.\n{UMBRELLA} 4\n"}))

    def test_one_more(self):
        found = tidy({**FILES, TABLE: f"{UMBRELLA} 3\n"})
        self.assertIn(f"{UMBRELLA}:1: reaches 4 of our headers, more than 3", found)

    def test_one_without_a_bound(self):
        self.assertIn(f"{UMBRELLA}:1: reaches 4 of our headers: say in {TABLE} how many it may", tidy(FILES))

    def test_a_bound_of_nothing(self):
        found = tidy({**FILES, TABLE: f"{UMBRELLA} 4\napi/sluice/gone.h 3\n"})
        self.assertIn(f"{TABLE}:2: there is no api/sluice/gone.h", found)


if __name__ == "__main__":
    unittest.main()
