"""`sluice status --watch` as its user sees it, on a terminal."""
import fcntl
import os
import pty
import signal
import struct
import subprocess
import termios
import threading
import unittest

from local_cluster import SLUICE, WORDCOUNT, LocalCluster, run
from process import eventually

CLEAR = b"\x1b[H\x1b[J"


class Terminal:
    """A terminal with a command on it."""

    def __init__(self, *words, rows=24, columns=80):
        self.terminal, self.end = pty.openpty()
        self.resize(rows, columns)
        self.settings = termios.tcgetattr(self.end)
        self.shown = b""
        self.process = subprocess.Popen([SLUICE, *words], stdin=self.end, stdout=self.end, stderr=self.end,
                                        preexec_fn=self.take_over)
        threading.Thread(target=self.read, daemon=True).start()

    def take_over(self):
        os.setsid()
        fcntl.ioctl(self.end, termios.TIOCSCTTY, 0)

    def read(self):
        while piece := os.read(self.terminal, 1 << 16):
            self.shown += piece

    def resize(self, rows, columns):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def lines(self):
        """Of the last frame."""
        return self.shown.rpartition(CLEAR)[2].decode().split("\r\n")

    def wait_for(self, text):
        eventually(text, lambda: text in "\n".join(self.lines()))

    def type(self, keys):
        os.write(self.terminal, keys)


class StatusWatch(unittest.TestCase):
    def setUp(self):
        self.cluster = LocalCluster(workers=0)
        self.addCleanup(self.cluster.stop)

    def watch(self, **size):
        terminal = Terminal("status", "--watch", "--every", "1", "--driver", self.cluster.address, **size)
        self.addCleanup(terminal.process.wait)
        self.addCleanup(terminal.process.kill)
        return terminal

    def has_left(self, terminal):
        self.assertEqual(terminal.process.wait(30), 0)
        eventually("the other page is left", lambda: terminal.shown.endswith(b"\x1b[?7h\x1b[?25h\x1b[?1049l"))
        self.assertEqual(termios.tcgetattr(terminal.end), terminal.settings)

    def test_what_is_new_is_shown_and_q_ends_it(self):
        terminal = self.watch()
        terminal.wait_for("Workers: 0")
        self.cluster.start_worker("w1")
        terminal.wait_for("Workers: 1")
        terminal.type(b"q")
        self.has_left(terminal)

    def test_ctrl_c_and_sigterm_end_it(self):
        for end in (lambda t: t.type(b"\x03"), lambda t: t.process.send_signal(signal.SIGTERM)):
            terminal = self.watch()
            terminal.wait_for("Workers: 0")
            end(terminal)
            self.has_left(terminal)

    def test_a_narrow_terminal_gets_what_it_has_room_for_also_when_it_is_resized(self):
        terminal = self.watch(rows=3, columns=40)
        terminal.wait_for("more lines")
        self.assertEqual([len(line) <= 40 for line in terminal.lines()], [True] * 3)
        terminal.resize(30, 120)
        terminal.wait_for("Applications: 0")
        self.assertGreater(len(terminal.lines()[0]), 40)

    def test_no_name_commands_the_terminal(self):
        code, said = run("submit", "--detach", "--name", "a\x1b[31m\nb", "--driver", self.cluster.address, WORDCOUNT)
        self.assertEqual(code, 0, said)
        terminal = self.watch(columns=160)
        terminal.wait_for(r"a\x1B[31m\nb")
        self.assertNotIn(b"\x1b[31m", terminal.shown)

    def test_a_daemon_that_is_away_is_told_and_watched_when_it_is_back(self):
        terminal = self.watch()
        terminal.wait_for("Workers: 0")
        self.cluster.driver.kill_group()
        terminal.wait_for("Away, asked again: ")
        terminal.wait_for("Workers: 0")
        self.cluster.start("driver", "driver", "--listen", self.cluster.address, "--data-dir", self.cluster.path("driver"))
        eventually("it is back", lambda: terminal.lines()[0].startswith("Sluice "))

    def test_without_a_terminal_it_is_shown_once(self):
        code, text = run("status", "--watch", "--driver", self.cluster.address)
        self.assertEqual(code, 0)
        self.assertIn("Workers: 0\n", text)
        self.assertNotIn("\x1b", text)


if __name__ == "__main__":
    unittest.main()
