#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "api/rdd/rdd.h"

namespace sluice {

struct Tree {
  int64_t value = 0;
  std::vector<Tree> children;
};
struct Child;
struct Parent {
  std::vector<Child> children;
};
struct Child {
  std::map<std::string, std::variant<int64_t, std::optional<Parent>>> parents;
};
struct Json : std::vector<Json> {};

void Collect(const RDD<int64_t>& numbers) {
  numbers.map([](int64_t n) { return Tree{n, {}}; }).collect();
  numbers.map([](int64_t n) { return std::pair(n, Parent()); }).groupByKey();
  numbers.map([](int64_t) { return Json(); }).persist();
}

// It has a codec of its own.
struct Chain {
  std::vector<Chain> next;
};
template <>
struct Codec<Chain> {
  static void Encode(const Chain& chain, Writer& out) { EncodeTo(out, static_cast<int64_t>(chain.next.size())); }
  static bool Decode(Reader& in, Chain& chain) {
    int64_t size;
    return DecodeFrom(in, size) && size == 0;
  }
};
struct Link {
  std::vector<Chain> chains;
};

void Allowed(const RDD<int64_t>& numbers) {
  numbers.map([](int64_t) { return Chain(); }).collect();
  numbers.map([](int64_t) { return Link(); }).collect();
}

}  // namespace sluice
