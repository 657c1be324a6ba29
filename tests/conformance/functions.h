#ifndef SLUICE_TESTS_CONFORMANCE_FUNCTIONS_H_
#define SLUICE_TESTS_CONFORMANCE_FUNCTIONS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/rows/partition.h"
#include "engine/state/state.h"
#include "tests/conformance/value.h"

namespace sluice {

// The functions that conformance cases name, as functions that Sluice ships. Each throws on a name it does not know.

struct MapNamed {
  std::string name;
  Value operator()(const Value& value) const;
};
struct ExpandNamed {
  std::string name;
  ValueList operator()(const Value& value) const;
};
struct FilterNamed {
  std::string name;
  bool operator()(const Value& value) const;
};
// Of the result of a window: a pair.
struct KeepNamed {
  std::string name;
  bool operator()(const ValuePair& pair) const { return FilterNamed{name}(ToValue(pair)); }
};
struct CombineNamed {
  std::string name;
  Value operator()(const Value& a, const Value& b) const;
};
struct MapPartitionNamed {
  std::string name;
  ValueList operator()(const Partition<Value>& rows) const;
};
struct UpdateNamed {
  std::string name;
  std::optional<Value> operator()(const std::vector<Value>& values, std::optional<Value> state) const;
};
struct MapStateNamed {
  std::string name;
  std::optional<Value> operator()(Value key, std::optional<Value> value, State<Value>& state) const;
};

// Rows as pairs and back.
struct AsPair {
  ValuePair operator()(const Value& value) const { return ToPair(value); }
};
struct AsValue {
  Value operator()(ValuePair pair) const { return ToValue(std::move(pair)); }
};

}  // namespace sluice

#endif  // SLUICE_TESTS_CONFORMANCE_FUNCTIONS_H_
