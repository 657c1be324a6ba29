"""The rules that look at one line or one file: an offence each, told with its file and line."""

import unittest

from tidy_rules.planted_tree import tidy


class SimpleRules(unittest.TestCase):
    def test_a_clean_tree_has_no_findings(self):
        found = tidy({"driver/job/BUILD.bazel": "", "driver/job/README.md": "# Jobs\n", "driver/job/stage.cc": "int x;\n"})
        self.assertEqual(found.splitlines()[-1], "tidy: 6 files, 0 findings")

    def test_leftovers_are_named(self):
        for leftover in ("TODO(me)", "FIXME", "XXX", "GTEST_SKIP()", "Not implemented"):
            self.assertIn("docs/a.md:2: '" + leftover.split("(")[0], tidy({"docs/a.md": "fine\n" + leftover + "\n"}))

    def test_sleeping_in_a_test_is_named_unless_python_polls_a_process(self):
        found = tidy({
            "tests/cluster/a.py": "time.sleep(5)\ntime.sleep(0.05)  # Poll until the deadline.\n",
            "bench/a.py": "time.sleep(5)\n",
            "tests/cluster/a_test.cc": "absl::SleepFor(absl::Milliseconds(1));  // A poll.\n",
        })
        self.assertIn("tests/cluster/a.py:1: 'time.sleep'", found)
        self.assertIn("tests/cluster/a_test.cc:1: 'SleepFor'", found)
        self.assertIn("2 findings", found)

    def test_paths_of_one_machine_and_registry_hosts_are_named(self):
        found = tidy({"docs/a.md": "see /home/ann/x\nsee ~/x and $D/home/x\nget it at pypi.org\n"})
        self.assertIn("docs/a.md:1: '/home/a...'", found)
        self.assertNotIn("docs/a.md:2", found)
        self.assertIn("docs/a.md:3: names a package registry", found)

    def test_long_files_and_functions_are_named(self):
        self.assertIn("a.py:501: 502 lines", tidy({"bench/a.py": "x = 1\n" * 502}))
        self.assertIn("a.cc:2: a function of 91 lines", tidy({"bench/a.cc": "\nint f() {\n" + "  g();\n" * 90 + "}\n"}))

    def test_a_wrong_include_guard_is_named(self):
        found = tidy({"bench/a.h": "#ifndef SLUICE_BENCH_B_H_\n#define SLUICE_BENCH_B_H_\n#endif\n"})
        self.assertIn("bench/a.h:1: the include guard is not SLUICE_BENCH_A_H_", found)

    def test_a_package_without_readme_is_named(self):
        self.assertIn("state/store/README.md:1: is missing", tidy({"state/store/BUILD.bazel": ""}))

    def test_a_design_note_that_is_not_listed_is_named(self):
        found = tidy({"docs/design/001-a.md": "", "docs/design/002-b.md": "", "docs/design/README.md": "[a](001-a.md)\n"})
        self.assertIn("docs/design/002-b.md:1: is not in the list", found)
        self.assertIn("1 findings", found)

    def test_what_a_page_names_and_is_not_there_is_named(self):
        found = tidy({
            "driver/job/README.md": "`a.h`, `driver/run/b.h`, `*_test.cc`, `JobTable`\n`b.h`\n`c.h`\n`TableOfJobs`\n",
            "driver/job/a.h": "class JobTable;  // a_test and gone_test\n",
            "driver/job/a_test.cc": "",
            "driver/run/b.h": "",
            "docs/note.md": "`b.h`, `run/b.h`, `driver/job/a_test`\n`job/b.h`\n`driver/job/b_test`\n",
        })
        for missing in ("driver/job/README.md:2: there is no `b.h` beside it or from the root",
                        "driver/job/README.md:3: there is no `c.h`", "driver/job/README.md:4: there is no class `TableOfJobs`",
                        "driver/job/a.h:1: there is no gone_test", "docs/note.md:2: there is no `job/b.h` in the tree",
                        "docs/note.md:3: there is no `driver/job/b_test.*`"):
            self.assertIn(missing, found)
        self.assertEqual(found.count("there is no"), 6, found)

    def test_a_promise_whose_test_is_not_where_it_says_is_named(self):
        found = tidy({
            "driver/a_test.cc": "TEST_F(ATest, Holds) {}\nTEST(BTest, Too) {}\n",
            "tests/a/a_test.py": "class Story:\n    def test_it(self):\n        pass\n",
            "docs/guarantees.md": """
| promise | test |
| --- | --- |
| a \\| b | `driver/a_test.cc::ATest.Holds`, `…Holds`, `…BTest.Too`, `…X/BTest`; `tests/a/a_test.py::Story.test_it`; `tests/sim` (mix `a`) |
| it moved | `driver/gone_test.cc::ATest.Holds` |
| it was renamed | `driver/a_test.cc::ATest.Too`, `…test_it`; `tests/a/a_test.py::Story.test_that` |
| it goes on from above | `…::ATest.Holds` |
""",
        })
        self.assertIn("docs/guarantees.md:5: there is no file driver/gone_test.cc", found)
        self.assertIn("docs/guarantees.md:6: driver/a_test.cc has no test ATest.Too", found)
        self.assertIn("docs/guarantees.md:6: driver/a_test.cc has no test test_it", found)
        self.assertIn("docs/guarantees.md:6: tests/a/a_test.py has no test Story.test_that", found)
        self.assertIn("docs/guarantees.md:7: `…::ATest.Holds`: write the path of its test", found)
        self.assertNotIn("docs/guarantees.md:4", found)

    def test_a_second_spelling_is_named(self):
        found = tidy({"driver/a.cc": 'auto x = absl::StrCat("a");\nauto y = StrCat("a");  // Not absl::StrCat("a").\n'})
        self.assertIn("driver/a.cc:1: absl::StrCat: use StrCat of common/base/str_cat.h", found)
        self.assertIn("1 findings", found)

    def test_the_wall_clock_and_threads_that_nobody_waits_for_are_named(self):
        found = tidy({"driver/a.cc": "auto end = absl::Now() + limit;\nthread.detach();\nauto end = clock.Now() + limit;\n",
                      "common/clock/clock.cc": "absl::Now();\n", "common/actor/detached.cc": "thread.detach();\n"})
        self.assertIn("driver/a.cc:1: absl::Now: use a Clock's Now for waits", found)
        self.assertIn("driver/a.cc:2: .detach: use RunDetached", found)
        self.assertNotIn("driver/a.cc:3", found)
        self.assertNotIn("clock.cc:1: absl::Now", found)
        self.assertNotIn("detached.cc:1: .detach", found)
        self.assertIn("2 findings", found)

    def test_a_conversation_that_is_named_once_more_is_named(self):
        found = tidy({
            "common/net/conversations.h": 'inline constexpr char kJoin[] = "/sluice.v1.Membership/Join";\n',
            "driver/a.cc": 'Connect("/sluice.v1.Membership/Join");\nConnect("/sluice.v1.Test/Talk");\n',
        })
        self.assertIn('driver/a.cc:1: "/sluice.v1.Membership/Join": use its constant of common/net/conversations.h', found)
        self.assertNotIn("driver/a.cc:2", found)

    def test_format_is_checked_with_the_trees_own_style(self):
        found = tidy({".clang-format": "BasedOnStyle: Google\n", "bench/a.cc": "int x;\nint  y;\n"})
        self.assertIn("bench/a.cc:2: is not formatted: run tools/tidy --fix", found)


if __name__ == "__main__":
    unittest.main()
