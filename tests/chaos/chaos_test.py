"""A short run of tools/chaos, with a seed whose plan has kills, stalls, cuts and a full disk."""
import unittest

import chaos

SEED = 2
SECONDS = 45


class Chaos(unittest.TestCase):
    def test_every_count_is_right(self):
        self.assertEqual(chaos.run("all", SEED, SECONDS), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
