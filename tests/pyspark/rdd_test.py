"""Programs for the stock pyspark package, run as they are: no Java anywhere, and their Python sees what Spark shows it."""
import os
import subprocess
import unittest

SLUICE = os.path.abspath("tools/sluice")
PROGRAMS = os.path.abspath("tests/pyspark/programs")


def python_with_pyspark():
    """That of tools/setup."""
    cache = os.environ.get("SLUICE_CACHE") or os.path.join(os.environ.get("XDG_CACHE_HOME") or
                                                           os.path.expanduser("~/.cache"), "sluice")
    return os.path.join(cache, "venv/bin/python3")


def environment():
    """Neither Java nor anything of a Spark that is installed here."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JAVA", "SPARK", "PYSPARK", "PYTHON"))}
    path = [folder for folder in kept["PATH"].split(":") if not os.path.exists(os.path.join(folder, "java"))]
    python = python_with_pyspark()
    return {**kept, "PATH": ":".join(path), "PYSPARK_PYTHON": python}


def run(program, *arguments):
    done = subprocess.run([SLUICE, "run", os.path.join(PROGRAMS, program), *arguments], stdin=subprocess.DEVNULL, timeout=120,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), text=True, check=False)
    return done.returncode, done.stdout, done.stderr


class RddTest(unittest.TestCase):
    def expect(self, program, lines):
        code, out, err = run(program)
        self.assertEqual(code, 0, err)
        self.assertEqual(out.splitlines(), lines, err)

    def test_a_word_count_gives_what_it_gives_on_spark(self):
        self.expect("wordcount_rdd.py", [
            "partitions 4",
            "multiples [0, 49, 196, 441, 784]",
            "count 1000 sum 332833500 first [0, 1, 4]",
            "reduced [('be', 2), ('is', 1), ('not', 1), ('or', 1), ('question', 1), ('that', 1), ('the', 1), ('to', 2)]",
            "partitions 2 True",
            "joined [('be', (2, 'verb')), ('question', (1, 'noun'))]",
            "iterator [0, 1, 2, 3, 4]",
        ])

    def test_variables_are_shared_errors_are_pythons_and_another_context_follows(self):
        self.expect("shared_variables.py", [
            "broadcast [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]",
            "accumulator 1000000",
            "class org.apache.spark.api.python.PythonException",
            "traceback True False",
            "An error occurred while calling z:org.apache.spark.api.python.PythonRDD.collectAndServe.",
            "still works 6",
            "again [1, 2]",
        ])

    def test_forty_tasks_need_no_more_processes_than_there_are_slots(self):
        self.expect("process_count.py", ["workers True"])

    def test_the_exit_code_and_the_arguments_are_the_scripts(self):
        code, out, _ = run("exit_code.py", "3")
        self.assertEqual((code, out), (3, "3 ['%s/exit_code.py', '3']\n" % PROGRAMS))


class StreamTest(unittest.TestCase):
    def test_words_of_a_socket_are_counted_from_batch_to_batch(self):
        code, out, err = run("stream_words.py")
        self.assertEqual(code, 0, err)
        self.assertEqual(out.splitlines()[-1], "totals [('be', 3), ('is', 1), ('not', 1), ('or', 1), ('question', 1), "
                         "('that', 1), ('the', 1), ('to', 3)]", err)
        self.assertIn("-------------------------------------------\nTime: ", out)


if __name__ == "__main__":
    unittest.main()
