"""How PySpark programs are launched: sluice run, sluice submit, plain python3 with a SPARK_HOME of ours, and the shell."""
import os
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import unittest
import zipfile

from local_cluster import LocalCluster
from mark import Mark
from process import Process
from sluice_run import PROGRAMS, SLUICE, environment, python_with_pyspark

SPARK_HOME = os.path.abspath("deploy/spark")
SECONDS_MAX = 120
LOG_LINE = re.compile(r"\d{4}-\d\d-\d\dT")


def finish(*words, env=None, text="", folder=None):
    done = subprocess.run(words, input=text, timeout=SECONDS_MAX, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder,
                          env={**environment(), **(env or {})}, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="sluice-launch-", dir=os.environ.get("TEST_TMPDIR"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def program(self, name):
        return os.path.join(PROGRAMS, name)

    def flags(self):
        """All that a program may be submitted with."""
        self.write("a_module.py", "NAME = 'one file'\n")
        modules, archive = os.path.join(self.folder, "modules.zip"), os.path.join(self.folder, "things.zip")
        with zipfile.ZipFile(modules, "w") as file:
            file.writestr("another_module.py", "NAME = 'of an archive'\n")
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("inner.txt", "inner")
        properties = self.write("spark.conf", "# Said once for all.\nspark.said.by.file file\nspark.said.by.flag=file\nother x\n")
        return ["--py-files", os.path.join(self.folder, "a_module.py") + "," + modules, "--files",
                self.write("text.txt", "text") + "#renamed.txt", "--archives", archive + "#unpacked", "-c", "spark.said.by.flag=flag",
                "--conf=spark.executorEnv.SAID=yes", "--properties-file", properties, "--name", "named", "--driver-memory", "1g",
                "--packages", "org.example:connector:1.0", "--deploy-mode", "client"]

    def expect_launched(self, code, out, err):
        self.assertEqual(code, 3, err)
        self.assertEqual(out.splitlines(), [
            "arguments ['3', '--name', '-x', '--', 'a b'] True True",
            "module one file",
            "function [('of an archive', 'text', 'inner', 'yes', '0')]",
            "conf ['code', 'flag', 'file', 'named']",
            "environment 0 True []",
            "again 45",
        ], err)
        self.assertIn("to stderr", err)
        self.assertIn("other is no setting", err)
        self.assertIn("there is no JVM that could use it", err)


LAUNCHED = ["launched.py", "3", "--name", "-x", "--", "a b"]


class Here(Folder):
    def run_program(self, *words, **options):
        return finish(SLUICE, "run", *words, **options)

    def test_flags_of_spark_submit_files_and_arguments_reach_the_program_and_its_functions(self):
        self.expect_launched(*self.run_program(*self.flags(), self.program(LAUNCHED[0]), *LAUNCHED[1:]))

    def test_what_cannot_run_is_one_clear_sentence_at_once(self):
        script = self.write("script.py", "print('runs')\n")
        for words, sentence in [
                ([self.folder + "/none.py"], "the script %s/none.py: No such file" % self.folder),
                ([self.folder], "is a folder"),
                (["x.jar"], "neither a JVM nor R"),
                (["--class", "org.example.Main", script], "--class: there is no JVM"),
                (["--master", "yarn", script], "there is no YARN"),
                (["--master", "spark://h:7077", script], "sluice submit --driver h:7077"),
                (["--deploy-mode", "sideways", script], "expected client or cluster"),
                (["--py-files", "s3://b/x.py", script], "spark.submit.pyFiles names s3://b/x.py"),
                (["--py-files", "none.py", script], "none.py: No such file"),
                (["--archives", script, script], "expected a name that ends with .zip"),
                (["--properties-file", "none.conf", script], "none.conf: No such file"),
                (["-c", "novalue", script], "novalue")]:
            code, out, err = self.run_program(*words)
            self.assertNotEqual(code, 0, words)
            self.assertEqual(out, "", words)
            self.assertIn(sentence, err)
            self.assertNotIn("Traceback", err)

    def test_a_syntax_error_is_pythons(self):
        code, _, err = self.run_program(self.write("wrong.py", "from pyspark import SparkContext\nthis is no syntax\n"))
        self.assertEqual(code, 1)
        self.assertIn("wrong.py\", line 2", err)
        self.assertIn("SyntaxError", err)

    def test_an_interpreter_that_cannot_run_it_is_named(self):
        script = self.write("script.py", "print('runs')\n")
        other = self.write("other_python", "#!/bin/sh\necho 3.2\n")
        os.chmod(other, stat.S_IRWXU)
        for variables, sentence in [({"PYSPARK_PYTHON": "/no/python"}, "Cannot run program \"/no/python\""),
                                    ({"PYSPARK_PYTHON": "/no/python", "PYSPARK_DRIVER_PYTHON": python_with_pyspark()},
                                     "there is no interpreter \"/no/python\" for its functions"),
                                    ({"PYSPARK_PYTHON": other, "PYSPARK_DRIVER_PYTHON": python_with_pyspark()},
                                     "is Python 3.2, and that of the program 3."),
                                    ({"PYSPARK_PYTHON": "/usr/bin/python3"}, "-m pip install pyspark==")]:
            code, out, err = self.run_program(script, env=variables)
            self.assertEqual((code, out), (1, ""), err)
            self.assertIn(sentence, err)

    def test_what_is_not_there_yet_is_said_in_one_sentence(self):
        for what, sentence in [("builder", "SparkSession is not supported by Sluice yet"),
                               ("session", "SparkSession is not supported by Sluice yet"),
                               ("todf", "and with it DataFrames, SQL and toDF"),
                               ("kafka", "Sluice will supply it with its source for Kafka")]:
            code, _, err = self.run_program(self.program("session.py"), what)
            self.assertEqual(code, 1, err)
            self.assertIn(sentence, [line for line in err.splitlines() if not LOG_LINE.match(line)][-1])

    def test_another_sitecustomize_runs_as_well(self):
        self.write("sitecustomize.py", "import builtins\nbuiltins.CUSTOM = 'custom'\n")
        code, out, err = self.run_program(self.write("script.py", "print(CUSTOM)\n"), env={"PYTHONPATH": self.folder})
        self.assertEqual((code, out), (0, "custom\n"), err)

    def test_a_signal_ends_it_with_and_without_a_context(self):
        for when in ("before", "after"):
            program = Process("waiting", [SLUICE, "run", self.program("waiting.py"), when], environment())
            self.addCleanup(program.kill_group)
            program.wait_for("waits", 60)
            program.terminate()
            self.assertEqual(program.wait(30), 128 + signal.SIGTERM, program.output())


class WithSparkHome(Folder):
    VARIABLES = {"SPARK_HOME": SPARK_HOME, "SLUICE": SLUICE}

    def test_a_script_runs_under_plain_python(self):
        mark = Mark()
        script = self.write("script.py", "from pyspark import SparkContext\nsc = SparkContext('local[2]', 'plain')\n"
                            "print(sc.parallelize(range(10), 2).map(lambda x: 2 * x).sum(), sc.master)\ninput()\n")
        program = subprocess.Popen([python_with_pyspark(), script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                   env={**environment(), **self.VARIABLES, **mark.variables, "PYTHONHASHSEED": "0"})
        self.addCleanup(program.kill)
        self.assertEqual(program.stdout.readline(), "90 local[2]\n")
        self.assertIn("sluice", mark.executables())
        self.assertFalse([name for name in mark.executables() if "java" in name])
        program.communicate("\n", timeout=60)
        self.assertEqual(program.returncode, 0)

    def test_findspark_finds_what_it_looks_for(self):
        script = self.write("script.py", """
import glob, os, sys
home = os.environ["SPARK_HOME"]
sys.path[:0] = [os.path.join(home, "python"), glob.glob(os.path.join(home, "python", "lib", "py4j-*.zip"))[0]]
os.environ["PYSPARK_SUBMIT_ARGS"] = "--packages org.example:connector:1.0 --master local[3] pyspark-shell"
from pyspark import SparkConf, SparkContext
sc = SparkContext(conf=SparkConf().setAppName("found").set("spark.jars.packages", "org.example:another:2.0"))
for level in ("WARN", "ERROR", "OFF"):
    sc.setLogLevel(level)
print(sc.defaultParallelism, sc.parallelize([1, 2]).sum())
""")
        code, out, err = finish(python_with_pyspark(), script, env=self.VARIABLES)
        self.assertEqual((code, out), (0, "3 3\n"), err)
        self.assertIn("there is no JVM that could use it", err)

    def test_what_is_not_there_yet_is_said_in_one_sentence(self):
        code, _, err = finish(python_with_pyspark(), self.program("session.py"), "session", env=self.VARIABLES)
        self.assertNotEqual(code, 0)
        self.assertIn("SparkSession is not supported by Sluice yet", err)

    def test_spark_submit_runs_a_script_here(self):
        code, out, err = finish(os.path.join(SPARK_HOME, "bin/spark-submit"), self.program("exit_code.py"), "4", env=self.VARIABLES)
        self.assertEqual((code, out), (4, "3 ['%s', '4']\n" % self.program("exit_code.py")), err)


class Shell(Folder):
    def test_the_shell_has_a_context(self):
        code, out, err = finish(SLUICE, "pyspark", "--master", "local[2]", text="print(sc.parallelize([1, 2, 3]).count(), sc.master)\n")
        self.assertEqual((code, out), (0, "3 local[2]\n"), err)
        self.assertIn("SparkContext available as 'sc'", err)


class OnACluster(Folder):
    def setUp(self):
        super().setUp()
        self.mark = Mark()
        os.environ.update({**environment(), **self.mark.variables})
        for name in ("JAVA_HOME", "SPARK_HOME"):
            os.environ.pop(name, None)
        self.cluster = LocalCluster(workers=3)
        self.addCleanup(self.cluster.stop)

    def submit(self, *words, **options):
        return finish(SLUICE, "submit", "--driver", self.cluster.address, *words, **options)

    def test_flags_of_spark_submit_files_and_arguments_reach_the_program_and_its_functions(self):
        self.expect_launched(*self.submit(*self.flags(), self.program(LAUNCHED[0]), *LAUNCHED[1:]))
        self.assertEqual(self.cluster.status()["applications"][0]["name"], "named")

    def test_a_master_of_spark_is_the_driver_daemon(self):
        code, out, err = finish(SLUICE, "submit", "--master", "spark://" + self.cluster.address, self.program("exit_code.py"), "0")
        self.assertEqual(code, 0, err)
        self.assertTrue(out.startswith("3 ["), out)

    def test_what_cannot_run_never_reaches_the_cluster(self):
        for words, sentence in [([self.folder + "/none.py"], "No such file"), (["--kill", "app-1"], "sluice kill"),
                                (["--remote", "sc://h", "x.py"], "no Spark Connect"),
                                (["--files", "/no/file", self.program("exit_code.py")], "/no/file: No such file")]:
            code, out, err = self.submit(*words)
            self.assertNotEqual(code, 0)
            self.assertEqual(out, "")
            self.assertIn(sentence, err)
        self.assertEqual(self.cluster.status()["applications"], [])

    def test_an_interpreter_that_is_not_there_and_a_syntax_error_end_the_application(self):
        code, _, err = self.submit("-c", "spark.pyspark.driver.python=/no/python", self.program("exit_code.py"), "0")
        self.assertEqual(code, 1)
        self.assertIn("Cannot run program \"/no/python\"", err)
        code, _, err = self.submit(self.write("wrong.py", "this is no syntax\n"))
        self.assertEqual(code, 1)
        self.assertIn("SyntaxError", err)

    def test_it_is_started_again_with_all_its_files_when_it_fails(self):
        code, out, err = self.submit("--supervise", self.program("failing_once.py"), os.path.join(self.folder, "failed"))
        self.assertEqual(code, 0, err)
        self.assertEqual(out.splitlines(), ["sum 10", "sum 10", "second life"], err)

    def test_a_context_that_stops_cancels_its_jobs_and_another_follows(self):
        code, out, err = self.submit(self.program("stop_within_job.py"), self.folder)
        self.assertEqual((code, out), (0, "cancelled\nagain 3\n"), err)

    def test_it_is_stopped_with_and_without_a_context(self):
        for when in ("before", "after"):
            submitted = self.cluster.start("submit", "submit", "--driver", self.cluster.address, self.program("waiting.py"), when)
            submitted.wait_for("waits", 60)
            names = self.mark.executables()
            self.assertTrue([name for name in names if name.startswith("python")], names)
            self.assertFalse([name for name in names if "java" in name])
            submitted.terminate()
            self.assertNotEqual(submitted.wait(60), 0)


if __name__ == "__main__":
    unittest.main()
