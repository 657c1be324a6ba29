import os
import tempfile
import unittest

from figures import MIB, Figures, disk_of, memory_of, slope


class FiguresTest(unittest.TestCase):
    def test_what_grows_has_a_slope_and_what_has_grown_once_has_none(self):
        figures = Figures()
        for minute in range(60):
            figures.add(minute * 60, {"leak": (100 + minute) * MIB, "cache": min(minute, 10) * MIB, "gone": 5 * MIB if minute < 3 else None})
        found = {figure.what: figure for figure in figures.all()}
        self.assertAlmostEqual(found["leak"].slope, 60, places=3)
        self.assertAlmostEqual(found["cache"].slope, 0, places=3)
        self.assertEqual((found["leak"].first, found["leak"].last, found["cache"].most), (100 * MIB, 159 * MIB, 10 * MIB))
        self.assertEqual(found["gone"].last, 5 * MIB)
        self.assertRegex(figures.table(), r"100\.0 +159\.0 +159\.0 +\+60\.00  leak")

    def test_a_point_has_no_slope(self):
        self.assertEqual(slope([]), 0)
        self.assertEqual(slope([(1, 5)]), 0)
        self.assertEqual(slope([(1, 5), (1, 9)]), 0)

    def test_memory_and_disk_are_what_the_system_says(self):
        self.assertGreater(memory_of(os.getpid()), MIB)
        self.assertIsNone(memory_of(1 << 30))
        with tempfile.TemporaryDirectory() as folder:
            os.makedirs(os.path.join(folder, "a"))
            with open(os.path.join(folder, "a", "b"), "wb") as file:
                file.write(bytes(range(256)) * 4096)
                os.fsync(file.fileno())
            self.assertGreaterEqual(disk_of(folder), MIB)


if __name__ == "__main__":
    unittest.main()
