#ifndef SLUICE_ENGINE_ROWS_KEYED_COGROUP_H_
#define SLUICE_ENGINE_ROWS_KEYED_COGROUP_H_

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/rows/keyed/group_emitter.h"
#include "engine/rows/keyed/grouping.h"

namespace sluice {

// One row for each key of any input: `Groups` is made from the lists of its values in each, in order. The inputs have
// one partitioning; their keys have one encoding, the first says which type comes out.
template <class Groups, class K, class... Rows>
class CogroupOp : public Op<std::pair<K, Groups>> {
 public:
  using Input = InputsOf<Rows...>;
  using Sent = std::tuple<Rows...>;
  using Options = NoOptions;
  static constexpr int kInputsMin = sizeof...(Rows);
  CogroupOp(Wiring<Input> wiring, NoOptions) : inputs_(wiring.inputs) {}

  absl::Status Run(TaskContext& context, int partition, Sink<std::pair<K, Groups>>& out) const override {
    return RunSides(context, partition, out, std::index_sequence_for<Rows...>());
  }

 private:
  using Emitter = GroupEmitter<K, Groups>;
  using Lists = Grouping<Rows...>;
  template <class Row>
  using ValueOf = typename Row::second_type;
  static constexpr size_t kValueBytes = std::min({sizeof(ValueOf<Rows>)...});

  template <size_t... I>
  absl::Status RunSides(TaskContext& context, int partition, Sink<std::pair<K, Groups>>& out,
                        std::index_sequence<I...> sides) const {
    Lists lists(context);
    absl::Status status;
    ((status = lists.template Read<I>(*std::get<I>(inputs_), partition), status.ok()) && ...);
    SLUICE_RETURN_IF_ERROR(status);
    Emitter emitter(out);
    if (!lists.spilled()) {
      lists.Arrange();
      return Emit(lists, emitter, sides);
    }
    SLUICE_RETURN_IF_ERROR(lists.Spill());
    std::vector<RunMerger> runs;
    (runs.push_back(lists.template Merge<I>()), ...);
    SideMerger merger(std::move(runs), KeyOrder());
    return EmitMerged(context, merger, emitter, sides);
  }

  template <size_t... I>
  static absl::Status Emit(const Lists& lists, Emitter& emitter, std::index_sequence<I...>) {
    for (uint32_t number = 0; number < lists.keys().size(); ++number) {
      const uint64_t count = (lists.template lists<I>().Count(number) + ...);
      auto make = [&] { return Groups(lists.template lists<I>().Values(number)...); };
      if (!emitter.Add(lists.keys().key(number), count, kValueBytes, make)) return emitter.status();
    }
    emitter.Flush();
    return absl::OkStatus();
  }

  template <size_t... I>
  static absl::Status EmitMerged(TaskContext& context, SideMerger& merger, Emitter& emitter,
                                 std::index_sequence<I...>) {
    while (merger.NextKey()) {
      if (context.cancelled()) return absl::CancelledError("the task was cancelled");
      const uint64_t count = (merger.items(I) + ...);
      auto make = [&] { return Groups(emitter.template TakeValues<ValueOf<Rows>>(merger, I)...); };
      if (!emitter.AddCopied(merger.key(), count, kValueBytes, make) || !merger.status().ok()) break;
    }
    SLUICE_RETURN_IF_ERROR(emitter.status());
    SLUICE_RETURN_IF_ERROR(merger.status());
    emitter.Flush();
    return absl::OkStatus();
  }

  const std::tuple<const Op<Rows>*...> inputs_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_COGROUP_H_
