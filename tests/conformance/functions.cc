#include "tests/conformance/functions.h"

#include <locale.h>

#include <algorithm>
#include <cctype>
#include <climits>
#include <cwchar>
#include <cwctype>
#include <functional>
#include <map>
#include <numeric>
#include <regex>
#include <stdexcept>

namespace sluice {
namespace {

template <class F>
using Named = std::map<std::string, std::function<F>>;

template <class F>
const std::function<F>& Find(const Named<F>& functions, const char* kind, const std::string& name) {
  auto found = functions.find(name);
  if (found == functions.end()) throw std::invalid_argument(std::string("unknown ") + kind + " function: " + name);
  return found->second;
}

// As Java's toUpperCase: of any alphabet, and SS for the one letter that has no capital.
std::string Upper(const std::string& text) {
  static const locale_t kUnicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  const std::string source = std::regex_replace(text, std::regex("ß"), "ss");
  const locale_t before = uselocale(kUnicode);
  std::string upper;
  std::mbstate_t reading{}, writing{};
  for (size_t at = 0; at < source.size();) {
    wchar_t letter = 0;
    const size_t size = std::max<size_t>(std::mbrtowc(&letter, &source[at], source.size() - at, &reading), 1);
    if (size > source.size()) break;  // No UTF-8.
    char bytes[MB_LEN_MAX];
    upper.append(bytes, std::wcrtomb(bytes, static_cast<wchar_t>(std::towupper(letter)), &writing));
    at += size;
  }
  uselocale(before);
  return upper;
}

// The characters of UTF-8 text.
ValueList Characters(const std::string& text) {
  std::vector<std::string> characters;
  for (char c : text) {
    bool continues = (c & 0xC0) == 0x80 && !characters.empty();
    continues ? void(characters.back() += c) : characters.push_back(std::string(1, c));
  }
  return ValueList(characters.begin(), characters.end());
}

// As Java counts: characters of four bytes twice.
int64_t Utf16Length(const std::string& text) {
  return std::accumulate(text.begin(), text.end(), int64_t{0}, [](int64_t length, char c) {
    const auto byte = static_cast<unsigned char>(c);
    return length + ((byte & 0xC0) != 0x80) + (byte >= 0xF0);
  });
}

int64_t Length(const Value& value) {
  bool is_list = std::holds_alternative<ValueList>(value.data);
  return is_list ? static_cast<int64_t>(value.list().size()) : Utf16Length(value.text());
}

Value ParseKeyValue(const std::string& text) {
  size_t colon = text.find(':');
  if (colon == text.npos) throw std::invalid_argument("not key:value: " + text);
  return ValueList{text.substr(0, colon), int64_t{std::stoll(text.substr(colon + 1))}};
}

ValueList SplitAtSpaces(const std::string& text) {
  ValueList words;
  size_t at = 0;
  while (true) {
    while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at]))) ++at;
    if (at == text.size()) return words;
    size_t start = at;
    while (at < text.size() && !std::isspace(static_cast<unsigned char>(text[at]))) ++at;
    words.push_back(text.substr(start, at - start));
  }
}

// As Java's String.split: empty pieces at the end are left out, unless the text itself is empty.
ValueList SplitAtCommas(const std::string& text) {
  ValueList pieces;
  for (size_t at = 0; at <= text.size();) {
    size_t comma = std::min(text.find(',', at), text.size());
    pieces.push_back(text.substr(at, comma - at));
    at = comma + 1;
  }
  while (pieces.size() > 1 && pieces.back() == Value("")) pieces.pop_back();
  if (pieces.size() == 1 && pieces[0] == Value("") && !text.empty()) pieces.clear();
  return pieces;
}

ValueList CountingTo(int64_t n) {
  ValueList numbers;
  for (int64_t i = 0; i < n; ++i) numbers.push_back(i);
  return numbers;
}

Value Add(const Value& a, const Value& b) {
  if (std::holds_alternative<std::string>(a.data)) return a.text() + b.text();
  if (!std::holds_alternative<ValueList>(a.data)) return a.number() + b.number();
  ValueList all = a.list();
  all.insert(all.end(), b.list().begin(), b.list().end());
  return all;
}

Value Sum(const std::vector<Value>& values, Value start) {
  return std::accumulate(values.begin(), values.end(), std::move(start), Add);
}

const Named<Value(const Value&)>& Maps() {
  static const Named<Value(const Value&)> kMaps = {
      {"identity", [](const Value& x) { return x; }},
      {"add_one", [](const Value& x) { return x.number() + 1; }},
      {"double", [](const Value& x) { return x.number() * 2; }},
      {"square", [](const Value& x) { return x.number() * x.number(); }},
      {"negate", [](const Value& x) { return -x.number(); }},
      {"to_upper", [](const Value& x) { return Upper(x.text()); }},
      {"length", [](const Value& x) { return Length(x); }},
      {"pair_one", [](const Value& x) { return ValueList{x, int64_t{1}}; }},
      {"pair_length", [](const Value& x) { return ValueList{Length(x), x}; }},
      {"swap", [](const Value& x) { return ValueList{x.list().at(1), x.list().at(0)}; }},
      {"parse_kv", [](const Value& x) { return ParseKeyValue(x.text()); }},
      {"mod3_pair", [](const Value& x) { return ValueList{x.number() % 3, x}; }},
      {"first_char", [](const Value& x) { return x.text().empty() ? x : Characters(x.text())[0]; }},
      {"wrap", [](const Value& x) { return ValueList{x}; }},
      {"key", [](const Value& x) { return x.list().at(0); }},
      {"value", [](const Value& x) { return x.list().at(1); }},
      {"constant_null", [](const Value&) { return Value(); }},
  };
  return kMaps;
}

const Named<ValueList(const Value&)>& Expansions() {
  static const Named<ValueList(const Value&)> kExpansions = {
      {"split_ws", [](const Value& x) { return SplitAtSpaces(x.text()); }},
      {"split_comma", [](const Value& x) { return SplitAtCommas(x.text()); }},
      {"twice", [](const Value& x) { return ValueList{x, x}; }},
      {"range_to", [](const Value& x) { return CountingTo(x.number()); }},
      {"none", [](const Value&) { return ValueList(); }},
      {"chars", [](const Value& x) { return Characters(x.text()); }},
  };
  return kExpansions;
}

const Named<bool(const Value&)>& Filters() {
  static const Named<bool(const Value&)> kFilters = {
      {"is_even", [](const Value& x) { return x.number() % 2 == 0; }},
      {"positive", [](const Value& x) { return x.number() > 0; }},
      {"non_empty", [](const Value& x) { return Length(x) > 0; }},
      {"longer_than_3", [](const Value& x) { return Length(x) > 3; }},
      {"never", [](const Value&) { return false; }},
      {"value_not_zero", [](const Value& x) { return x.list().at(1).number() != 0; }},
  };
  return kFilters;
}

const Named<Value(const Value&, const Value&)>& Combinations() {
  static const Named<Value(const Value&, const Value&)> kCombinations = {
      {"add", Add},
      {"sub", [](const Value& a, const Value& b) { return a.number() - b.number(); }},
      {"mul", [](const Value& a, const Value& b) { return a.number() * b.number(); }},
      {"max", [](const Value& a, const Value& b) { return std::max(a, b); }},
      {"min", [](const Value& a, const Value& b) { return std::min(a, b); }},
  };
  return kCombinations;
}

const Named<ValueList(const ValueList&)>& PartitionMaps() {
  static const Named<ValueList(const ValueList&)> kPartitionMaps = {
      {"partition_sum", [](const ValueList& rows) { return ValueList{Sum(rows, int64_t{0})}; }},
      {"partition_count", [](const ValueList& rows) { return ValueList{static_cast<int64_t>(rows.size())}; }},
      {"partition_max_if_any",
       [](const ValueList& rows) {
         return rows.empty() ? rows : ValueList{*std::max_element(rows.begin(), rows.end())};
       }},
      {"drop_first",
       [](const ValueList& rows) { return rows.empty() ? rows : ValueList(rows.begin() + 1, rows.end()); }},
  };
  return kPartitionMaps;
}

using State0 = std::optional<Value>;

State0 DropAtZero(const std::vector<Value>& values, const State0& state) {
  Value sum = Sum(values, state.value_or(int64_t{0}));
  return sum == Value(int64_t{0}) ? State0() : State0(sum);
}

State0 MaxSoFar(const std::vector<Value>& values, State0 state) {
  for (const Value& value : values) state = state ? std::max(*state, value) : value;
  return state;
}

State0 SumAndCalls(const std::vector<Value>& values, const State0& state) {
  ValueList before = state ? state->list() : ValueList{int64_t{0}, int64_t{0}};
  return Value(ValueList{Sum(values, before[0]), before[1].number() + 1});
}

const Named<State0(const std::vector<Value>&, const State0&)>& Updates() {
  using Values = std::vector<Value>;
  static const Named<State0(const Values&, const State0&)> kUpdates = {
      {"running_sum", [](const Values& v, const State0& s) { return Sum(v, s.value_or(int64_t{0})); }},
      {"running_count",
       [](const Values& v, const State0& s) {
         return Value(s.value_or(int64_t{0}).number() + static_cast<int64_t>(v.size()));
       }},
      {"max_so_far", MaxSoFar},
      {"drop_when_no_input",
       [](const Values& v, const State0& s) { return v.empty() ? State0() : Sum(v, s.value_or(int64_t{0})); }},
      {"drop_at_zero", DropAtZero},
      {"calls", [](const Values&, const State0& s) { return Value(s.value_or(int64_t{0}).number() + 1); }},
      {"sum_and_calls", SumAndCalls},
  };
  return kUpdates;
}

// The sum with this value.
Value AddToState(const std::optional<Value>& value, State<Value>& state) {
  Value sum = Add(state.getOption().value_or(int64_t{0}), value.value_or(int64_t{0}));
  state.update(sum);
  return sum;
}

using StateMap = std::optional<Value>(const Value&, const std::optional<Value>&, State<Value>&);

std::optional<Value> SumRemoveAt10(const Value& key, const std::optional<Value>& value, State<Value>& state) {
  Value sum = AddToState(value, state);
  if (sum.number() < 10) return Value(ValueList{key, sum});
  state.remove();
  return Value(ValueList{key, sum, "removed"});
}

std::optional<Value> SumOrTimeout(const Value& key, const std::optional<Value>& value, State<Value>& state) {
  if (state.isTimingOut()) return Value(ValueList{key, state.get(), "timeout"});
  return Value(ValueList{key, AddToState(value, state)});
}

std::optional<Value> FirstSeenOnly(const Value& key, const std::optional<Value>& value, State<Value>& state) {
  if (state.exists()) return std::nullopt;
  state.update(value.value_or(Value()));
  return Value(ValueList{key, value.value_or(Value())});
}

const Named<StateMap>& StateMaps() {
  static const Named<StateMap> kStateMaps = {
      {"running_sum", [](const Value& key, const std::optional<Value>& value,
                         State<Value>& state) { return Value(ValueList{key, AddToState(value, state)}); }},
      {"sum_remove_at_10", SumRemoveAt10},
      {"sum_or_timeout", SumOrTimeout},
      {"first_seen_only", FirstSeenOnly},
  };
  return kStateMaps;
}

}  // namespace

Value MapNamed::operator()(const Value& value) const { return Find(Maps(), "map", name)(value); }
ValueList ExpandNamed::operator()(const Value& value) const { return Find(Expansions(), "flatMap", name)(value); }
bool FilterNamed::operator()(const Value& value) const { return Find(Filters(), "filter", name)(value); }
Value CombineNamed::operator()(const Value& a, const Value& b) const {
  return Find(Combinations(), "reduce", name)(a, b);
}
ValueList MapPartitionNamed::operator()(const Partition<Value>& rows) const {
  ValueList all;
  for (const Value& row : rows) all.push_back(row);
  return Find(PartitionMaps(), "mapPartitions", name)(all);
}
std::optional<Value> UpdateNamed::operator()(const std::vector<Value>& values, std::optional<Value> state) const {
  return Find(Updates(), "updateStateByKey", name)(values, state);
}
std::optional<Value> MapStateNamed::operator()(Value key, std::optional<Value> value, State<Value>& state) const {
  return Find(StateMaps(), "mapWithState", name)(key, value, state);
}

}  // namespace sluice
