"""Which methods of a header are operators."""
import unittest

from list_operators import families_of

HEADER = """
template <class T>
class RDD;

// A comment with a brace {, and: class RDD { public: int commented() const; };
template <class T>
class Base {};
template <class K, class V>
class Base<std::pair<K, V>> : public Other<K, V> {
 public:
  explicit Base(Handle handle) : handle_{std::move(handle)} {}
  const Handle& handle() const { return handle_; }
  template <class F, class... A>
    requires RowFunction<F, K, A...>
  auto twice(F f, A... arguments) const {
    return inner(f, "}");
  }
  RDD<K> twice(int times, const Partitions& partitions = {}) const;
  void foreach (F f) const;
  static int Helper();
  bool operator==(const Base&) const = default;

  class Iterator {
   public:
    int next();
  };

 private:
  int hidden() const;
  Handle handle_ = {};
};
template <class K, class V>
class Other {
 public:
  int union_() const { return 1; }
};
template <class T>
class RDD : public Base<T> {
 public:
  using Base<T>::twice;
  int64_t count() const;
};
"""


class ListOperatorsTest(unittest.TestCase):
    def test_public_methods_of_a_class_and_its_bases_by_name_and_overloads(self):
        found = families_of({"api/x.h": HEADER})
        self.assertEqual([(each.name, each.overloads) for each in found["Rdd"]],
                         [("count", 1), ("foreach", 1), ("twice", 2), ("union_", 1)])
        self.assertEqual(found["DStream"], [])


if __name__ == "__main__":
    unittest.main()
