"""A setting's key is written once, where the setting is declared."""

import unittest

from tidy_rules.planted_tree import header, tidy

LIST = {"common/settings/all_settings.cc": "constexpr AnySetting kAll[] = {&kLease};\n"}
LEASE = 'inline constexpr DurationSetting kLease{\n    .key = "sluice.executor.lease",\n};'
DECLARED = {**LIST, **header("common/settings/executor.h", LEASE)}


class Settings(unittest.TestCase):
    def test_a_key_may_stand_where_it_is_declared_in_comments_and_in_tests(self):
        found = tidy({
            **DECLARED,
            "driver/a.cc": '// Reads "sluice.executor.lease".\nint x;  // As "sluice.executor.lease" says.\n',
            "driver/a_test.cc": 'auto x = "sluice.executor.lease";\n',
            "tests/b.cc": 'auto x = "sluice.executor.lease=3s";\n',
            **header("engine/local_properties.h", 'inline constexpr char kPool[] = "spark.scheduler.pool";'),
        })
        self.assertIn("0 findings", found)

    def test_a_key_as_text_elsewhere_is_named_also_within_a_message(self):
        found = tidy({**DECLARED, "driver/a.cc": 'auto x = "sluice.executor.lease";\nauto y = "(spark.locality.wait)";\n'})
        self.assertIn("driver/a.cc:1: 'sluice.executor.lease' as text: declare it in common/settings/", found)
        self.assertIn("driver/a.cc:2: 'spark.locality.wait' as text", found)

    def test_names_that_are_no_settings_are_let_be(self):
        text = 'auto x = "/sluice.v1.Test/Talk";\nauto y = "sluice_blocks";\nauto z = "sluice: no.";\n'
        self.assertIn("0 findings", tidy({"driver/a.cc": text}))

    def test_a_second_declaration_of_a_key_is_named(self):
        found = tidy({**DECLARED, **header("common/settings/other.h", LEASE)})
        self.assertIn("common/settings/other.h:4: sluice.executor.lease is declared in common/settings/executor.h:4", found)

    def test_a_declaration_that_the_list_does_not_name_is_named(self):
        found = tidy({**DECLARED, **header("common/settings/other.h", "inline constexpr BoolSetting kNew{")})
        self.assertIn("common/settings/other.h:3: kNew is not in common/settings/all_settings.cc", found)


if __name__ == "__main__":
    unittest.main()
