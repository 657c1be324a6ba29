#ifndef SLUICE_TESTS_CONFORMANCE_OPERATORS_H_
#define SLUICE_TESTS_CONFORMANCE_OPERATORS_H_

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "api/dstream/streaming_context.h"
#include "tests/conformance/functions.h"

namespace sluice {

using Rows = DStream<Value>;
using Pairs = DStream<ValuePair>;

inline Pairs PairsOf(const Rows& rows) { return rows.map(AsPair()); }
inline Rows RowsOfPairs(const Pairs& pairs) { return pairs.map(AsValue()); }
// In the order of their JSON text, since groups have none.
Value SortedList(ValueList values);

// One operator of a case's graph: its parameters, and the streams there are.
class Node {
 public:
  Node(const nlohmann::json& json, std::map<std::string, Rows>& streams) : json_(json), streams_(streams) {}

  const nlohmann::json& json() const { return json_; }
  std::string id() const { return json_.at("id"); }
  std::string fn() const { return json_.at("fn"); }
  int partitions() const { return json_.value("partitions", 2); }
  bool Has(const char* name) const { return json_.contains(name); }
  Duration duration(const char* name) const { return Milliseconds(json_.at(name).get<int64_t>()); }
  ValueList values(const char* name) const { return ValueOf(json_.at(name)).list(); }

  // Its first input, or all of them.
  Rows of() const;
  std::vector<Rows> all() const;
  Rows with() const { return streams_.at(json_.at("with")); }
  Duration window() const { return duration("window_ms"); }
  Duration slide() const { return Has("slide_ms") ? duration("slide_ms") : of().slideDuration(); }
  // Another stream that the operator makes.
  void Define(const std::string& id, const Rows& rows) const { streams_.insert_or_assign(id, rows); }

 private:
  const nlohmann::json& json_;
  std::map<std::string, Rows>& streams_;
};

using Operators = std::map<std::string, std::function<Rows(StreamingContext&, const Node&)>>;

// Those of each kind, one file each.
void AddRowOperators(Operators& operators);
void AddPairOperators(Operators& operators);
void AddWindowOperators(Operators& operators);
void AddStateOperators(Operators& operators);
void AddTransformOperators(Operators& operators);

// Adds a graph's streams to `streams`, which has the inputs. Throws as the API does.
void BuildGraph(StreamingContext& ssc, const nlohmann::json& graph, std::map<std::string, Rows>& streams);

}  // namespace sluice

#endif  // SLUICE_TESTS_CONFORMANCE_OPERATORS_H_
