"""Finds the processes that come of one, whoever has started them."""
import os
import uuid


class Mark:
    """A variable that all of them have."""

    def __init__(self):
        self.variables = {"PROGRAM_MARK": str(uuid.uuid4())}

    def executables(self):
        """The names of what they run now."""
        mark = ("PROGRAM_MARK=" + self.variables["PROGRAM_MARK"]).encode()
        names = [executable_with(pid, mark) for pid in os.listdir("/proc") if pid.isdigit()]
        return [name for name in names if name]


def executable_with(pid, mark):
    try:
        with open("/proc/%s/environ" % pid, "rb") as variables:
            has_mark = mark in variables.read().split(b"\0")
        return os.path.basename(os.readlink("/proc/%s/exe" % pid)) if has_mark else None
    except OSError:  # It has ended, or is nobody's business.
        return None
