"""What is done again and again beside a test."""
import threading


class Repeated:
    """Calls `once` every so many seconds, on a thread of its own, for as long as it is entered."""

    def __init__(self, every, once):
        self._every = every
        self._once = once
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _run(self):
        while not self._over.wait(self._every):
            self._once()
