"""Programs whose files are objects of a real S3 server: what they read, what they save, and what they say when something
is missing."""
import glob
import os
import shutil
import subprocess
import tempfile
import unittest

from process import Process, eventually
from s3_server import S3Server, free_port

FILE_APP = os.path.abspath("tests/object_store/file_app")
SLUICE = os.path.abspath("tools/sluice")
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_EC2_METADATA_DISABLED": "true"}


def numbers(first, last):
    return "".join("%d\n" % number for number in range(first, last))


class ObjectStoreTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = S3Server(free_port())
        cls.bucket_count = 0

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def setUp(self):
        type(self).bucket_count += 1
        self.bucket = "bucket%d" % self.bucket_count
        self.server.make_bucket(self.bucket)
        self.folder = tempfile.mkdtemp(prefix="sluice-objects-", dir=os.environ.get("TEST_TMPDIR"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def put(self, key, text):
        self.server.put(self.bucket, key, text)

    def uri(self, key):
        return self.server.uri(self.bucket, key)

    def run_app(self, *words):
        done = subprocess.run([FILE_APP, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=120, env={**os.environ, **CREDENTIALS}, text=True, check=False)
        return done.returncode, done.stdout

    def start_app(self, *words):
        app = Process("file_app", [FILE_APP, *words], CREDENTIALS)
        self.addCleanup(lambda: app.is_running() and app.kill())
        return app

    def saved_lines(self, prefix):
        return sorted(line for key, text in self.server.get_all(self.bucket, prefix).items() if "/part-" in key
                      for line in text.split())

    def test_each_line_under_a_glob_is_read_once_in_several_partitions(self):
        self.put("logs/day=1/a.txt", numbers(0, 400_000))
        self.put("logs/day=2/b c%20d.txt", numbers(400_000, 500_000))
        self.put("logs/day=2/.hidden.txt", "no\n")
        self.put("logs/day=2/_unfinished", "no\n")
        self.put("logs/other/c.txt", "no\n")
        code, output = self.run_app("read", self.uri("logs/day=*/*.txt"), "8")
        self.assertEqual(code, 0, output)
        self.assertIn("lines 500000 sum %d" % sum(range(500_000)), output)
        self.assertGreaterEqual(int(output.split("partitions ")[1].split()[0]), 8)
        code, output = self.run_app("read", self.uri("logs/day=2"), "1")
        self.assertIn("lines 100000 sum %d" % sum(range(400_000, 500_000)), output)

    def test_saved_parts_are_whole_objects_and_nothing_else_is_left(self):
        self.put("in", numbers(0, 1000))
        code, output = self.run_app("copy", self.uri("in"), self.uri("out"))
        self.assertEqual(code, 0, output)
        self.assertEqual(self.server.keys(self.bucket, "out"), ["out/_SUCCESS", "out/part-00000", "out/part-00001"])
        self.assertEqual(self.saved_lines("out/"), sorted(numbers(0, 1000).split()))
        code, output = self.run_app("copy", self.uri("in"), self.uri("out"))
        self.assertNotEqual(code, 0)
        self.assertIn("Output directory s3://%s/out already exists" % self.bucket, output)

    def test_a_stream_saves_new_objects_once_though_it_is_killed_and_goes_on(self):
        words = ["stream", self.uri("in"), self.uri("out/lines"), self.folder + "/checkpoint"]
        self.put("in/old", "old\n")
        # The server tells times in whole seconds, and what is as old as the start is not new.
        app = self.start_app(*words)
        app.wait_for("started", 60)
        made = 0

        def put_until(seen):
            nonlocal made
            self.put("in/%d" % made, "%d\n" % made)
            made += 1
            return seen()

        eventually("a batch has lines", lambda: put_until(lambda: "batch lines" in app.output()), timeout=60)
        app.kill()
        self.put("in/meanwhile", "meanwhile\n")
        app = self.start_app(*words)
        eventually("what came meanwhile is saved", lambda: "meanwhile" in self.saved_lines("out/"), timeout=60)
        self.put("in/last", "last\n")
        eventually("the last is saved", lambda: "last" in self.saved_lines("out/"), timeout=60)
        lines = self.saved_lines("out/")
        self.assertEqual(len(lines), len(set(lines)), lines)
        self.assertNotIn("old", lines)

    def look_into(self, question, key):
        done = subprocess.run([SLUICE, "checkpoint", question, self.uri(key)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=120, env={**os.environ, **CREDENTIALS}, text=True, check=False)
        return done.returncode, done.stdout

    def test_a_checkpoint_directory_is_looked_into_where_it_lies(self):
        checkpoint = self.folder + "/checkpoint"
        self.put("in/old", "old\n")
        app = self.start_app("stream", self.uri("in"), self.uri("out/lines"), checkpoint)
        eventually("it is checkpointed", lambda: glob.glob(checkpoint + "/checkpoint-*"), timeout=60)
        app.kill()
        for path in glob.glob(checkpoint + "/**", recursive=True):
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    self.server.put_bytes(self.bucket, "copied/" + os.path.relpath(path, checkpoint), file.read())
        keys = self.server.keys(self.bucket, "copied/")
        code, output = self.look_into("verify", "copied")
        self.assertEqual(code, 0, output)
        self.assertIn("s3://%s/copied is whole" % self.bucket, output)
        self.assertIn("inputs", self.look_into("show", "copied")[1])
        newest = max(key for key in keys if "/checkpoint-" in key)
        self.server.put(self.bucket, newest, "")
        code, output = self.look_into("verify", "copied")
        self.assertEqual(code, 1, output)
        self.assertIn("cut off: %s at offset 0" % newest[len("copied/"):], output)
        self.assertEqual(self.server.keys(self.bucket, "copied/"), keys)

    def test_a_missing_bucket_is_named(self):
        self.put("in", "1\n")
        code, output = self.run_app("copy", self.uri("in"), self.server.uri("no-such-bucket", "out"))
        self.assertNotEqual(code, 0)
        self.assertIn("no-such-bucket", output)
        self.assertIn("make it, or correct its name", output)
        code, output = self.run_app("read", self.server.uri("no-such-bucket", "in"), "1")
        self.assertNotEqual(code, 0)
        self.assertIn("Input path does not exist: s3://no-such-bucket/in", output)

    def test_a_server_that_dies_before_its_objects_are_read_fails_the_job_with_the_uri_in_time(self):
        server = S3Server(free_port())
        self.addCleanup(server.stop)
        server.make_bucket("bucket")
        server.put("bucket", "in", numbers(0, 1000))
        app = subprocess.Popen([FILE_APP, "read", server.uri("bucket", "in"), "2", "wait"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **CREDENTIALS})
        self.addCleanup(app.wait)
        self.addCleanup(app.kill)
        self.assertTrue(any("partitions" in line for line in iter(app.stdout.readline, "")))
        server.stop()
        output, _ = app.communicate("go\n", timeout=120)
        self.assertNotEqual(app.returncode, 0)
        self.assertIn("cannot open s3://bucket/in", output)
        self.assertIn("check endpoint_override", output)

    def test_a_stream_outlives_its_server_and_takes_what_came_when_it_is_back(self):
        port = free_port()
        server = S3Server(port)
        self.addCleanup(server.stop)
        server.make_bucket("bucket")
        app = self.start_app("stream", server.uri("bucket", "in"), self.uri("out/lines"), self.folder + "/checkpoint")
        app.wait_for("started", 60)
        server.stop()
        app.wait_for("cannot list|cannot look at", 60)
        server = S3Server(port)
        self.addCleanup(server.stop)
        server.make_bucket("bucket")
        server.put("bucket", "in/back", "back\n")
        eventually("the object is saved", lambda: self.saved_lines("out/") == ["back"], timeout=90)
        self.assertTrue(app.is_running())


if __name__ == "__main__":
    unittest.main()
