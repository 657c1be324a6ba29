"""Programs for the stock pyspark package, run as they are: no Java anywhere, and their Python sees what Spark shows it."""
import os
import tempfile
import unittest

from sluice_run import PROGRAMS, expected_lines, run

NOTE_FORKS = """
import os, sys

def note():
    with open(%r, "a") as forks:
        forks.write("fork\\n")

if "pyspark.daemon" in sys.orig_argv:
    os.register_at_fork(before=note)
"""


class RddTest(unittest.TestCase):
    maxDiff = None

    def expect(self, program, lines, *arguments, **options):
        code, out, err = run(program, *arguments, **options)
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

    def test_every_operation_gives_what_it_gives_on_spark(self):
        self.expect("rdd_operations.py", expected_lines("rdd_operations.expected"), seconds_max=300)

    def test_programs_log_with_the_logging_of_spark(self):
        code, out, err = run("spark_logging.py")
        self.assertEqual(code, 0, err)
        self.assertEqual(out.splitlines(), expected_lines("spark_logging.expected"), err)
        self.assertRegex(err, r"I embedded my\.app: counted the words\n")
        self.assertNotIn("nobody reads this", err)

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

    def test_no_more_processes_are_forked_than_tasks_run_at_once(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "sitecustomize.py"), "w", encoding="utf-8") as module:
                module.write(NOTE_FORKS % os.path.join(folder, "forks"))
            self.expect("process_count.py", [
                "eighty tasks True True",
                "with shuffles True",
                "twenty batches True True",
                "one that throws True",
                "and another for it True",
            ], folder, variables={"PYTHONPATH": folder})

    def test_rows_are_nobodys_but_pythons(self):
        self.expect("opaque_rows.py", [
            "first code 127",
            "there and back True [(0, 0), (1, 1)] 1000",
            "shuffled [(0, 49500), (1, 49600)]",
            "joined 1000",
            "sorted [9, 8, 7]",
            "united 2000 499500",
            "zipped [True]",
            "product [(1, 'a'), (1, 'b'), (2, 'a'), (2, 'b')]",
            "kept 499500 999",
            "kept 499500 999",
            "cut 500500 True 500500 (9, 1000)",
            "states [[('a', 1), ('b', 1)], [('a', 2), ('b', 1)], [('a', 2), ('b', 1), ('c', 1)]]",
            "windows [[('a', 1), ('b', 1)], [('a', 2), ('b', 1)], [('a', 2), ('b', 1), ('c', 1)]]",
        ])

    def test_the_exit_code_and_the_arguments_are_the_scripts(self):
        code, out, _ = run("exit_code.py", "3")
        self.assertEqual((code, out), (3, "3 ['%s/exit_code.py', '3']\n" % PROGRAMS))


if __name__ == "__main__":
    unittest.main()
