#include "tests/conformance/operators.h"

#include <algorithm>
#include <stdexcept>

namespace sluice {
namespace {

const Operators& AllOperators() {
  static const Operators kOperators = [] {
    Operators operators;
    AddRowOperators(operators);
    AddPairOperators(operators);
    AddWindowOperators(operators);
    AddStateOperators(operators);
    AddTransformOperators(operators);
    return operators;
  }();
  return kOperators;
}

}  // namespace

Value SortedList(ValueList values) {
  std::sort(values.begin(), values.end(), [](const Value& a, const Value& b) { return JsonText(a) < JsonText(b); });
  return values;
}

Rows Node::of() const {
  const nlohmann::json& of = json_.at("of");
  return streams_.at(of.is_array() ? of.at(0) : of);
}

std::vector<Rows> Node::all() const {
  std::vector<Rows> all;
  if (json_.at("of").is_array()) {
    for (const nlohmann::json& id : json_.at("of")) all.push_back(streams_.at(id));
  } else {
    all.push_back(of());
  }
  if (Has("with")) all.push_back(with());
  return all;
}

void BuildGraph(StreamingContext& ssc, const nlohmann::json& graph, std::map<std::string, Rows>& streams) {
  for (const nlohmann::json& json : graph) {
    Node node(json, streams);
    auto found = AllOperators().find(json.at("op"));
    if (found == AllOperators().end()) throw std::invalid_argument("unknown operator: " + json.dump());
    node.Define(node.id(), found->second(ssc, node));
  }
}

}  // namespace sluice
