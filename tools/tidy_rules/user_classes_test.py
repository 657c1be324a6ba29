"""A class that a header of api/ gives to users is listed; what is not listed is internal."""

import unittest

from tidy_rules.planted_tree import header, tidy

README = {"api/README.md": "# api\n"}


def of_api(text):
    return README | header("api/rdd.h", text)


class UserClasses(unittest.TestCase):
    def test_a_class_that_nobody_has_listed_is_named(self):
        text = "namespace sluice {\ntemplate <class T>\nclass RDD {};\nstruct Helper {};\n}  // namespace sluice"
        found = tidy(of_api(text) | {"api/user_classes.txt": "RDD\n"})
        self.assertIn("api/rdd.h:6: Helper is in the namespace of users", found)
        self.assertIn("1 findings", found)

    def test_without_a_list_no_class_is_for_users(self):
        found = tidy(of_api("namespace sluice {\nenum class State { ON };\n}  // namespace sluice"))
        self.assertIn("api/rdd.h:4: State is in the namespace of users", found)

    def test_internal_classes_declarations_and_specialisations_need_no_listing(self):
        text = ("namespace sluice {\nclass Engine;\ntemplate <>\nstruct Codec<int> {};\nnamespace internal {\nclass A {};\n"
                "}  // namespace internal\n}  // namespace sluice\nnamespace sluice::internal {\nclass B {};\n"
                "}  // namespace sluice::internal")
        self.assertIn("0 findings", tidy(of_api(text)))

    def test_a_listed_class_that_is_gone_is_named(self):
        found = tidy(README | {"api/user_classes.txt": "RDD\n"})
        self.assertIn("api/user_classes.txt:1: no header of api defines RDD for users", found)

    def test_a_class_further_down_is_listed_with_a_header_that_programs_get(self):
        umbrella = README | header("api/sluice/streaming.h", '#include "api/rdd.h"') | of_api('#include "engine/rows.h"')
        files = umbrella | {"engine/README.md": "", "tools/tidy_rules/umbrellas.txt": "api/sluice/streaming.h 3\n"}
        files |= header("engine/rows.h", "class Rows {};") | header("engine/columns.h", "class Columns {};")
        self.assertIn("0 findings", tidy(files | {"api/user_classes.txt": "Rows engine/rows.h\n"}))
        found = tidy(files | {"api/user_classes.txt": "Row engine/rows.h\nRows engine/row.h\nColumns engine/columns.h\n"})
        self.assertIn("api/user_classes.txt:1: there is no Row in engine/rows.h", found)
        self.assertIn("api/user_classes.txt:2: there is no Rows in engine/row.h", found)
        self.assertIn("api/user_classes.txt:3: no header of api/sluice brings engine/columns.h", found)

    def test_tests_and_other_folders_may_have_what_they_like(self):
        text = "namespace sluice {\nclass A {};\n}  // namespace sluice"
        files = header("api/rdd_test_base.h", text) | header("engine/a.h", text) | {"engine/README.md": "# engine\n"}
        self.assertIn("0 findings", tidy(README | files))


if __name__ == "__main__":
    unittest.main()
