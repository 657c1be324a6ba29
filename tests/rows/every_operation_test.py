"""Every operation that the headers of api/ declare is in a matrix, so that rows of every kind go through it."""
import re
import sys
import unittest

from list_operators import families_of

MATRICES = {"Rdd": ["row_matrix.h", "pair_matrix.h"], "DStream": ["stream_matrix.h"]}
# They tell of an RDD or a stream, whatever its rows are.
WITHOUT_ROWS = {
    "Rdd": {"getCheckpointFile", "getNumPartitions", "getStorageLevel", "id", "isCheckpointed", "name", "partitioner", "setName",
            "toDebugString"},
    "DStream": {"checkpoint", "context", "dependencies", "slideDuration", "uid"},
}


def is_called(operation, matrix):
    return re.search(r"\.(?:template )?%s\b ?[(<]" % operation, matrix) is not None


def missing(family, operations, matrix):
    """What a matrix lacks, and what is said to have no rows and is no operation any more."""
    lacks = {each.name for each in operations if not is_called(each.name, matrix)}
    return sorted(lacks ^ WITHOUT_ROWS[family])


class EveryOperationTest(unittest.TestCase):
    def test_every_operation_has_its_line_in_a_matrix(self):
        families = families_of({path: open(path).read() for path in HEADERS})
        self.assertGreater(len(families["Rdd"]), 100, "the headers are not read any more")
        for family, names in MATRICES.items():
            matrix = "".join(open("tests/rows/" + name).read() for name in names)
            self.assertEqual(missing(family, families[family], matrix), [],
                             f"add a line for each to tests/rows/{' or '.join(names)}, or say here that it has no rows")


if __name__ == "__main__":
    HEADERS = [path for path in sys.argv[1:] if path.startswith("api/")]
    unittest.main(argv=sys.argv[:1])
