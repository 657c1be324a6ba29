"""What the simulation makes of flags without sense."""
import os
import subprocess
import unittest


class SimFlagsTest(unittest.TestCase):
    def test_what_makes_no_sense_is_shown_harmless(self):
        for code, flags in [(2, ["--\033[31m"]), (2, ["--seeds", "\033[31m\n"]), (1, ["--mix", "\033[31m"]),
                            (1, ["--mixes", "/none/\033[31m"])]:
            with self.subTest(flags):
                done = subprocess.run([os.path.abspath("tests/sim/sim"), *flags], stdin=subprocess.DEVNULL,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)
                self.assertEqual(done.returncode, code, done.stdout)
                self.assertNotIn(b"\033", done.stdout)
                self.assertIn(b"\\x1B[31m", done.stdout)


if __name__ == "__main__":
    unittest.main()
