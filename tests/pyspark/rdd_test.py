"""Programs for the stock pyspark package, run as they are: no Java anywhere, and their Python sees what Spark shows it."""
import unittest

from sluice_run import PROGRAMS, run


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


if __name__ == "__main__":
    unittest.main()
