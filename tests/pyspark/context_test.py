"""What SparkContext and RDDs have besides rows: files, jobs that are seen and cancelled, facts of tasks, refusals."""
import unittest

from sluice_run import run


class ContextTest(unittest.TestCase):
    maxDiff = None

    def expect(self, program, lines):
        code, out, err = run(program)
        self.assertEqual((code, out.splitlines()), (0, lines), err[-4000:])

    def test_files_are_written_and_read_back(self):
        self.expect("files_in_and_out.py", [
            "GzipCodec True 499500",
            "BZip2Codec True 499500",
            "DefaultCodec True 499500",
            "ZStandardCodec True 499500",
            "snappy True",
            "whole [(True, ''), (True, 'größe'), (True, 'one\\ntwo\\n')]",
            "whole partitions 2",
            "bytes [('a.txt', b'one\\ntwo\\n'), ('b.txt', b''), ('c.txt', b'gr\\xc3\\xb6\\xc3\\x9fe')]",
            "joined 13",
            "records [b'aaa', b'bbb', b'ccc']",
            "pickled True 4",
            "org.apache.hadoop.mapred.FileAlreadyExistsException",
            "checkpointed False None [0, 1, 4, 9, 16] True",
            "in its folder True True",
            "restored [0, 1, 4, 9, 16]",
            "local True False 15 False",
            "local [1, 2, 3, 4, 5] True",
        ])

    def test_functions_find_the_files_of_their_program(self):
        self.expect("added_files.py", [
            "function ['depth=3'] driver depth=3",
            "listed True",
            "folder True",
            "tree ['ab']",
            "missing java.io.FileNotFoundException",
            "two of one name True",
            "before [None]",
            "after [42] 42",
            "zip [43] 43",
            "archive ['to be'] to be",
            "archives True",
            "another [] [None]",
        ])

    def test_jobs_are_seen_and_cancelled_by_group_and_tag(self):
        self.expect("job_control.py", [
            "seen True RUNNING",
            "stage 2 2 0 0",
            "group True",
            "others run True FAILED",
            "tag True",
            "all True []",
            "goes on 6 None",
            "named 1",
            "tags ['b']",
            "no tags []",
            "bad tag True",
            "bad tag True",
            "property 3 None",
            "in tasks ['3']",
            "threads [None, '3']",
            "threads of ours 3",
            "conf 3 3",
        ])

    def test_a_task_knows_its_stage_and_an_rdd_its_line(self):
        code, out, err = run("task_facts.py")
        lines = out.splitlines()
        self.assertEqual(code, 0, err[-4000:])
        self.assertEqual([line for line in lines if not line.startswith("string")], [
            "stages [1, 2, 3]",
            "after a shuffle True",
            "partitions True attempts {0}",
            "ids 4 cpus {1} resources {0}",
            "third attempt [(0, 2), (1, 0)]",
            "name words",
            "made of 2 True",
            "ids 1 True",
        ])
        self.assertIn("string True", out)

    def test_approximations_come_in_time(self):
        self.expect("approximations.py", [
            "count 1000",
            "sum 499500.0 1.0 True",
            "mean 499.5 True",
            "distinct True 0",
            "there and back [{'a': (1, None)}]",
            "in time True True",
            "ahead 0 [1, 2, 3]",
            "error True",
        ])

    def test_what_is_not_there_says_so_by_name(self):
        unsupported = "java.lang.UnsupportedOperationException: "
        python_rdd = "org.apache.spark.api.python.PythonRDD"
        self.expect("refusals.py", [
            "org.apache.spark.SparkException: Could not parse Master URL",
            "org.apache.spark.SparkException: Asked to run locally with 0 threads",
            "org.apache.spark.SparkException: Could not parse Master URL",
            unsupported + python_rdd + ".sequenceFile is not supported by Sluice",
            unsupported + python_rdd + ".saveAsSequenceFile is not supported by Sluice",
            unsupported + "RDD.barrier is not supported by Sluice",
            unsupported + "org.apache.spark.resource.ExecutorResourceRequests.ExecutorResourceRequests is not supported by Sluice",
            "java.lang.IllegalArgumentException: requirement failed",
            "Py4JError: Method noSuchMethod([class java.lang.Integer, class java.lang.String]) does not exist: "
            "org.apache.spark.api.java.JavaSparkContext.noSuchMethod is not supported by Sluice",
            "Py4JError: %s.noSuchMethod does not exist in the JVM" % python_rdd,
            "java.lang.IllegalArgumentException: requirement failed",
            "a",
            "4.3.0 2 refusals None True",
            "done java.lang.IllegalStateException: Cannot call methods on a stopped SparkContext.",
        ])


if __name__ == "__main__":
    unittest.main()
