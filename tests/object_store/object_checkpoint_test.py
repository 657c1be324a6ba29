"""Streams whose checkpoint directory is in an object store: killed, taken over, and with a store that fails."""
import os
import re
import shutil
import signal
import tempfile
import unittest

from process import Process, eventually
from s3_front import S3Front
from s3_server import S3Server, free_port

FILE_APP = os.path.abspath("tests/object_store/file_app")
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_EC2_METADATA_DISABLED": "true"}


class ObjectCheckpointTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = S3Server(free_port())
        cls.front = S3Front(cls.server)
        cls.bucket_count = 0

    @classmethod
    def tearDownClass(cls):
        cls.front.stop()
        cls.server.stop()

    def setUp(self):
        type(self).bucket_count += 1
        self.bucket = "bucket%d" % self.bucket_count
        self.server.make_bucket(self.bucket)
        self.folder = tempfile.mkdtemp(prefix="sluice-objects-", dir=os.environ.get("TEST_TMPDIR"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.front.fault = lambda method, path, is_conditional: None
        self.front.unsigned.clear()
        self.front.faults.clear()
        self.made = 0

    def checkpoint(self):
        return self.front.uri(self.bucket, "app/checkpoint")

    def start(self, environment=None):
        app = Process("file_app", [FILE_APP, "totals", self.folder, self.checkpoint()], {**CREDENTIALS, **(environment or {})})
        self.addCleanup(lambda: app.is_running() and app.kill())
        return app

    def add_file(self):
        """One of ten lines, all of them new."""
        with open("%s/.%d" % (self.folder, self.made), "w", encoding="utf-8") as file:
            file.write("".join("%d\n" % (self.made * 10 + number) for number in range(10)))
        os.rename(file.name, "%s/%d" % (self.folder, self.made))
        self.made += 1

    @staticmethod
    def totals(app):
        return [(int(lines), int(distinct)) for lines, distinct in re.findall(r"batch \d+ lines (\d+) distinct (\d+)", app.output())]

    def wait_for_all(self, app):
        """Each line is counted, and none twice."""
        eventually("all lines are counted", lambda: (self.made * 10, self.made * 10) in self.totals(app), timeout=90)
        for lines, distinct in self.totals(app):
            self.assertEqual(lines, distinct)

    def test_a_stateful_stream_that_is_killed_goes_on_exactly(self):
        app = self.start()
        app.wait_for("started", 90)
        for _ in range(3):
            self.add_file()
            self.wait_for_all(app)
            app.kill()
            self.add_file()
            app = self.start()
            app.wait_for("started", 90)
            self.wait_for_all(app)
        self.assertEqual(self.front.unsigned, [])

    def test_a_store_that_fails_and_loses_answers_costs_time_and_nothing_else(self):
        count = 0

        def fault(method, path, is_conditional):
            nonlocal count
            count += 1
            return {0: "500", 3: "lost" if method in ("PUT", "DELETE") else "500", 6: "silent"}.get(count % 11)

        app = self.start()
        app.wait_for("started", 90)
        self.front.fault = fault
        for _ in range(3):
            self.add_file()
            self.wait_for_all(app)
        app.kill()
        self.add_file()
        app = self.start()
        self.wait_for_all(app)
        self.assertTrue(any(line.startswith("lost PUT") for line in self.front.faults), self.front.faults)

    def test_who_stands_still_while_another_one_takes_over_changes_nothing_that_counts(self):
        first = self.start()
        first.wait_for("started", 90)
        self.add_file()
        self.wait_for_all(first)
        os.kill(first.pid, signal.SIGSTOP)
        # Of this machine nobody can say that a process which stands still has ended, so it is waited for.
        second = self.start()
        self.add_file()
        second.wait_for("started", 90)
        self.wait_for_all(second)
        os.kill(first.pid, signal.SIGCONT)
        first.wait_for("was taken over by another program", 60)
        self.add_file()
        self.wait_for_all(second)
        second.kill()
        third = self.start()
        self.wait_for_all(third)

    def test_a_second_program_is_refused_by_the_name_of_the_first(self):
        first = self.start()
        first.wait_for("started", 90)
        second = self.start()
        second.wait_for("is in use by another program: host=.*pid=%d" % first.pid, 60)
        self.assertTrue(first.is_running())

    def test_what_is_wrong_with_the_store_is_named_with_what_to_do(self):
        for uri, message in [
                (self.front.uri("no-such-bucket", "app"), "s3://no-such-bucket/.*make it, or correct its name"),
                ("gs://bucket/app", "in a store that speaks S3: directory=gs://bucket/app"),
                ("s3://key:hidden@bucket/app", "no key may be in its URI")]:
            app = Process("file_app", [FILE_APP, "totals", self.folder, uri], CREDENTIALS)
            self.addCleanup(lambda app=app: app.is_running() and app.kill())
            app.wait_for(message, 60)
            self.assertNotIn("hidden", app.output())
        app = Process("file_app", [FILE_APP, "totals", self.folder, self.checkpoint()],
                      {**CREDENTIALS, "AWS_SECRET_ACCESS_KEY": "wrong"})
        self.addCleanup(lambda: app.is_running() and app.kill())
        app.wait_for("403 SignatureDoesNotMatch.*check AWS_ACCESS_KEY_ID", 60)


if __name__ == "__main__":
    unittest.main()
