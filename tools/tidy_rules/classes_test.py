"""Methods and members are counted as the compiler sees them, in every file and without a build."""

import unittest

from tidy_rules.class_texts import class_texts
from tidy_rules.planted_tree import header, tidy


def methods(count, name="F"):
    return "".join(f"  void {name}{n}();\n" for n in range(count))


def members(count):
    return "".join(f"  int m{n}_ = 0;\n" for n in range(count))


def a_class(body, name="Large"):
    return f"class {name} {{\n public:\n{body}}};\n"


class Classes(unittest.TestCase):
    def assert_clean(self, files):
        self.assertIn("0 findings", tidy(files))

    def test_thirty_methods_and_twenty_members_are_not_too_many(self):
        self.assert_clean(header("driver/a.h", a_class(methods(30) + members(20))))

    def test_more_methods_or_members_are(self):
        self.assertIn("driver/a.h:3: Large has 31 methods and 0 members", tidy(header("driver/a.h", a_class(methods(31)))))
        self.assertIn("driver/a.h:3: Large has 0 methods and 21 members", tidy(header("driver/a.h", a_class(members(21)))))

    def test_several_members_in_one_declaration_are_several(self):
        body = "  int " + ", ".join(f"m{n}" for n in range(24)) + ";\n"
        self.assertIn("has 0 methods and 24 members", tidy(header("driver/a.h", a_class(body))))

    def test_overloads_templates_and_operators_are_methods(self):
        body = methods(27) + "  void F0(int);\n  template <class T>\n  T G(T t) { return t; }\n  bool operator==(int);\n  operator int();\n"
        self.assertIn("Large has 31 methods", tidy(header("driver/a.h", a_class(body))))

    def test_what_makes_copies_or_ends_an_object_is_none(self):
        body = (methods(30) + "  Large();\n  template <class T>\n  explicit Large(T);\n  ~Large();\n  Large(const Large&) = delete;\n"
                "  Large& operator=(const Large&);\n  bool operator==(const Large&) const = default;\n  static int s;\n")
        self.assert_clean(header("driver/a.h", a_class(body)))

    def test_a_nested_class_counts_for_itself(self):
        body = "  struct Inner {\n" + members(15) + "  };\n" + members(15)
        self.assert_clean(header("driver/a.h", a_class(body)))
        found = tidy(header("driver/a.h", a_class("  struct Inner {\n" + members(21) + "  };\n" + members(15))))
        self.assertIn("driver/a.h:5: Inner has 0 methods and 21 members", found)

    def test_a_class_cut_into_several_files_is_one_class(self):
        definitions = lambda first: '#include "driver/a.h"\n' + "".join(f"void Large::F{n}() {{}}\n" for n in range(first, first + 16))
        found = tidy({**header("driver/a.h", a_class(methods(32))), "driver/a.cc": definitions(0), "driver/b.cc": definitions(16)})
        self.assertIn("driver/a.h:3: Large has 32 methods", found)
        self.assertIn("1 findings", found)

    def test_a_class_of_a_source_file_is_counted_templates_too(self):
        text = "namespace {\ntemplate <class T>\n" + a_class(methods(31)) + "}  // namespace\n"
        self.assertIn("driver/a.cc:3: Large has 31 methods", tidy({"driver/a.cc": text}))

    def test_members_of_types_that_protoc_makes_count_without_a_build(self):
        proto = 'syntax = "proto3";\npackage p;\nmessage Made {\n  int64 n = 1;\n}\n'
        text = '#include "proto/a.pb.h"\n' + a_class("  p::Made made_;\n" + members(20))
        self.assertIn("Large has 0 methods and 21 members", tidy({"proto/a.proto": proto, **header("driver/a.h", text)}))

    def test_a_class_that_cannot_be_counted_is_named(self):
        found = tidy(header("driver/a.h", '#include "driver/missing.h"\n' + a_class("  Missing<int> missing_;\n" + members(20))))
        self.assertIn("driver/a.h:4: a class that the compiler does not understand cannot be counted", found)
        found = tidy(header("driver/a.h", "#ifdef NOBODY\n" + a_class(members(21)) + "#endif"))
        self.assertIn("driver/a.h:4: a class that the compiler does not see here cannot be counted", found)

    def test_what_users_call_and_tests_are_exempt(self):
        self.assert_clean({**header("api/dstream.h", a_class(methods(40), "DStream")), "driver/a_test.cc": a_class(members(40))})

    def test_the_text_says_what_a_class_can_have_at_most(self):
        text = 'enum class E { kA, kB };\nclass A : B<C> {\n  int a, b;\n  F f = {1, 2};\n  int G(int, int) { return 1; }\n  char c = \'{\';\n};\n'
        (only,) = class_texts(text)
        self.assertEqual((only.first_line, only.last_line), (2, 7))
        self.assertGreaterEqual(only.declarations_max, 5)


if __name__ == "__main__":
    unittest.main()
