"""Compiles small user programs and reads what the compiler says about their mistakes."""
import os
import re
import subprocess
import unittest


def errors_of(name):
    """The lines "error: ..." for tests/compile/NAME."""
    command = ["g++", "-std=c++20", "-march=x86-64-v2", "-fsyntax-only", "-I.", os.path.join("tests/compile", name)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300)
    return re.findall(r"error: (.*)", result.stderr)


class CompileTest(unittest.TestCase):
    def test_capture_is_one_error_that_says_what_to_do(self):
        errors = errors_of("capture.cc")
        self.assertEqual(len(errors), 1, errors)
        self.assertIn("it cannot capture variables", errors[0])
        self.assertIn("as an extra argument instead: filter([](std::string_view line, const std::string& word)", errors[0])

    def test_extra_argument_compiles(self):
        self.assertEqual(errors_of("extra_argument.cc"), [])

    def test_argument_that_cannot_be_sent_is_one_error_that_says_what_can(self):
        errors = errors_of("uncodable_argument.cc")
        self.assertEqual(len(errors), 1, errors)
        self.assertIn("has a type that cannot be sent to other machines", errors[0])

    def test_pair_operation_on_other_rows_names_the_unmet_constraint(self):
        errors = errors_of("reduce_by_key_without_pairs.cc")
        self.assertEqual(len(errors), 1, errors)
        self.assertIn("reduceByKey", errors[0])

    def test_types_that_cannot_be_sent_are_one_error_each(self):
        for name in ("row_without_codec.cc", "key_without_codec.cc", "broadcast_without_codec.cc"):
            with self.subTest(name):
                errors = errors_of(name)
                self.assertEqual(len(errors), 1, errors)
                self.assertIn("cannot be sent to other machines", errors[0])

    def test_each_operation_on_rows_without_a_codec_is_one_error(self):
        errors = errors_of("operations_without_codec.cc")
        self.assertEqual(len(errors), 44, errors)
        for error in errors:
            self.assertIn("cannot be sent to other machines. Use numbers, strings", error)

    def test_each_operation_on_rows_that_cannot_be_copied_is_one_error(self):
        errors = errors_of("rows_that_cannot_be_copied.cc")
        self.assertEqual(len(errors), 7, errors)
        for error in errors:
            self.assertRegex(error, "where they are made by a default constructor, copied and|which have no copies")

    def test_a_view_in_a_struct_map_or_set_is_one_error_that_says_what_to_do(self):
        errors = errors_of("rows_with_views.cc")
        self.assertEqual(len(errors), 2, errors)
        for error in errors:
            self.assertIn("Use std::string", error)

    def test_a_struct_whose_fields_cannot_be_told_is_one_error(self):
        errors = errors_of("structs_without_codec.cc")
        self.assertEqual(len(errors), 3, errors)
        for error in errors:
            self.assertIn("cannot be sent to other machines", error)

    def test_a_struct_with_bit_fields_is_one_error_that_says_what_to_do(self):
        errors = errors_of("structs_with_bit_fields.cc")
        self.assertEqual(len(errors), 3, errors)
        for error in errors:
            self.assertIn("nobody can refer to a bit-field. Make its bit-fields whole fields", error)

    def test_a_type_that_holds_itself_is_one_error_that_says_what_to_do(self):
        errors = errors_of("structs_that_hold_themselves.cc")
        self.assertEqual(len(errors), 3, errors)
        for error in errors:
            self.assertIn("it may contain itself, however deep. Put the parts into one list", error)

    def test_sorting_rows_without_an_order_is_one_error(self):
        errors = errors_of("rows_without_order.cc")
        self.assertEqual(len(errors), 3, errors)
        for error in errors:
            self.assertIn("have no order to sort them by. Give the type an operator<", error)

    def test_a_captured_accumulator_is_one_error_that_says_what_to_do(self):
        errors = errors_of("captured_accumulator.cc")
        self.assertEqual(len(errors), 1, errors)
        self.assertIn("it cannot capture variables", errors[0])


if __name__ == "__main__":
    unittest.main()
