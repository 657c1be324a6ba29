#include "engine/dstream/graph_signature.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_join.h"
#include "common/base/str_cat.h"
#include "common/codec/codec.h"
#include "common/codec/stable_hash.h"

namespace sluice {
namespace {

constexpr std::string_view kUid = "uid-";
constexpr size_t kStreamsNamedMax = 5;

std::string NameOfState(const StreamSignature& stream) {
  const bool has_uid = stream.state.starts_with(kUid);
  return has_uid ? StrCat("uid=", stream.state.substr(kUid.size())) : StrCat("state=", stream.state);
}

std::string ToText(const StreamSignature& stream) {
  std::string text = StrCat(stream.operation, " every ", stream.slide_millis, " ms");
  if (!stream.state.empty()) text += StrCat(" ", NameOfState(stream));
  if (!stream.state_type.empty()) text += StrCat(" type=", stream.state_type);
  return text;
}
std::string ToText(const std::string& name) { return name; }

template <class T>
std::string ToText(const std::vector<T>& all, size_t first, size_t end) {
  if (first == end) return "none";
  std::vector<std::string> texts;
  for (size_t i = first; i < end && texts.size() < kStreamsNamedMax; ++i) texts.push_back(ToText(all[i]));
  if (end - first > kStreamsNamedMax) texts.push_back(StrCat(end - first - kStreamsNamedMax, " more"));
  return absl::StrJoin(texts, ", ");
}

// Where both begin and end alike is left out.
template <class T>
void Compare(const char* what, const std::vector<T>& then, const std::vector<T>& now, std::vector<std::string>& texts) {
  const size_t shorter = std::min(then.size(), now.size());
  size_t first = 0, last = 0;
  while (first < shorter && then[first] == now[first]) ++first;
  while (last < shorter - first && then[then.size() - 1 - last] == now[now.size() - 1 - last]) ++last;
  const size_t then_end = then.size() - last, now_end = now.size() - last;
  if (first == then_end && first == now_end) return;
  texts.push_back(StrCat(what, " from number ", first, " on: checkpoint=[", ToText(then, first, then_end),
                         "] program=[", ToText(now, first, now_end), "]"));
}

const StreamSignature* FindState(const GraphSignature& graph, const std::string& state) {
  const auto is_it = [&](const StreamSignature& stream) { return stream.state == state; };
  const auto found = std::find_if(graph.streams.begin(), graph.streams.end(), is_it);
  return found == graph.streams.end() ? nullptr : &*found;
}

// Each state is found by a name that does not depend on other streams.
bool CanChange(const GraphSignature& program) {
  const auto has_state = [](const StreamSignature& stream) { return !stream.state.empty(); };
  return StatesWithoutUid(program).empty() && std::any_of(program.streams.begin(), program.streams.end(), has_state);
}

}  // namespace

std::string DifferencesOf(const GraphSignature& checkpoint, const GraphSignature& program) {
  std::vector<std::string> texts;
  if (checkpoint.interval_millis != program.interval_millis) {
    texts.push_back(StrCat("batch interval: checkpoint=", checkpoint.interval_millis,
                           " ms program=", program.interval_millis, " ms"));
  }
  Compare("inputs", checkpoint.inputs, program.inputs, texts);
  Compare("streams", checkpoint.streams, program.streams, texts);
  Compare("outputs", checkpoint.outputs, program.outputs, texts);
  return absl::StrJoin(texts, "; ");
}

std::string StateDifferencesOf(const GraphSignature& checkpoint, const GraphSignature& program) {
  std::vector<std::string> texts;
  for (const StreamSignature& stream : program.streams) {
    const StreamSignature* former = stream.state.empty() ? nullptr : FindState(checkpoint, stream.state);
    if (former == nullptr) continue;
    if (former->operation == stream.operation && former->state_type == stream.state_type) continue;
    texts.push_back(StrCat("stream with ", NameOfState(stream), ": checkpoint=[", former->operation, " type=",
                           former->state_type, "] program=[", stream.operation, " type=", stream.state_type, "]"));
  }
  return absl::StrJoin(texts, "; ");
}

std::string StatesWithoutUid(const GraphSignature& graph) {
  std::vector<std::string> texts;
  for (const StreamSignature& stream : graph.streams) {
    if (!stream.state.empty() && !stream.state.starts_with(kUid)) {
      texts.push_back(StrCat(stream.operation, " ", NameOfState(stream)));
    }
  }
  return absl::StrJoin(texts, ", ");
}

uint64_t FingerprintOf(const GraphSignature& graph) {
  Writer shape;
  EncodeTo(shape, static_cast<uint64_t>(graph.outputs.size()));
  for (const StreamSignature& stream : graph.streams) EncodeTo(shape, stream.operation, stream.slide_millis);
  return HashBytes(shape.view());
}

absl::Status CheckGoesOn(const GraphSignature& checkpoint, const GraphSignature& program, bool has_changed) {
  const bool same_frame = checkpoint.interval_millis == program.interval_millis && checkpoint.inputs == program.inputs;
  const bool same_shape = same_frame && (!has_changed || CanChange(program));
  const std::string other_states = StateDifferencesOf(checkpoint, program);
  if (same_shape && other_states.empty()) return absl::OkStatus();
  constexpr char kAnew[] = "or begin anew in an empty checkpoint directory";
  if (same_shape) {
    return absl::FailedPreconditionError(
        StrCat("it was written by a program with other states: ", other_states,
               "; give a state that is another one another uid(), and remove the folder of the former one, ", kAnew));
  }
  const std::string nameless = same_frame ? StatesWithoutUid(program) : "";
  return absl::FailedPreconditionError(
      StrCat("it was written by a program with other streams: ", DifferencesOf(checkpoint, program),
             "; a program can be changed, but for its interval and inputs, if all its streams with state have a uid",
             nameless.empty() ? "" : StrCat(" (these have none: ", nameless, ")"), ": undo the change, ", kAnew));
}

}  // namespace sluice
