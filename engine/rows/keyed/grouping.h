#ifndef SLUICE_ENGINE_ROWS_KEYED_GROUPING_H_
#define SLUICE_ENGINE_ROWS_KEYED_GROUPING_H_

#include <array>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "engine/exchange/key_order.h"
#include "engine/exchange/spill/side_merger.h"
#include "engine/exchange/spill/spilled_runs.h"
#include "engine/rows/keyed/value_lists.h"

namespace sluice {

// The values of one partition of several inputs, by key: in tables, and, once these exceed the task's memory, as runs
// on disk, sorted by (hash, key). Each of Rows is a pair; all have one encoding of keys.
template <class... Rows>
class Grouping {
 public:
  explicit Grouping(TaskContext& context) : context_(context), use_(context.memory()) {}

  // All rows of a partition of input I. Once for each, in any order.
  template <size_t I, class Row>
  absl::Status Read(const Op<Row>& input, int partition) {
    return lists<I>().Read(input, context_, partition, keys_, [this] { return MakeRoom(); });
  }
  // Copies of some rows of input I.
  template <size_t I, class Row>
  absl::Status Add(absl::Span<Row> rows) {
    return lists<I>().Add(rows, keys_, [this] { return MakeRoom(); });
  }

  bool spilled() const {
    bool none = true;
    for (const SpilledRuns& runs : runs_) none = none && runs.empty();
    return !none;
  }

  // If not spilled: brings the values of each key together. After the last row.
  void Arrange() {
    std::apply([this](auto&... lists) { (lists.Arrange(keys_.size()), ...); }, lists_);
  }
  const KeyTable& keys() const { return keys_; }
  template <size_t I>
  auto& lists() {
    return std::get<I>(lists_);
  }
  template <size_t I>
  const auto& lists() const {
    return std::get<I>(lists_);
  }

  // Else: puts the rest on disk as well.
  absl::Status Spill() {
    Arrange();
    const std::vector<uint32_t> order = KeysInOrder(keys_);
    SLUICE_RETURN_IF_ERROR(SpillLists(order, std::index_sequence_for<Rows...>()));
    keys_.Clear();
    std::apply([](auto&... lists) { (lists.Clear(), ...); }, lists_);
    use_.Set(0);
    return absl::OkStatus();
  }
  // And reads it: what is merged has the inputs in order. Once.
  template <size_t I>
  RunMerger Merge() {
    return runs_[I].Merge();
  }

 private:
  absl::Status MakeRoom() {
    size_t bytes = keys_.memory_bytes() + keys_.size() * kKeyOrderBytes;
    std::apply([&bytes](const auto&... lists) { ((bytes += lists.memory_bytes()), ...); }, lists_);
    return use_.Set(static_cast<int64_t>(bytes)) ? Spill() : absl::OkStatus();
  }

  template <size_t... I>
  absl::Status SpillLists(const std::vector<uint32_t>& order, std::index_sequence<I...>) {
    absl::Status status;
    ((status.ok() && !lists<I>().empty() ? status = SpillList<I>(order) : status), ...);
    return status;
  }
  template <size_t I>
  absl::Status SpillList(const std::vector<uint32_t>& order) {
    const auto& values = std::as_const(*this).template lists<I>();
    return runs_[I].Add([&](RunWriter& run) {
      for (uint32_t number : order) {
        const size_t count = values.Count(number);
        if (count == 0) continue;
        run.Entry(KeyOrderPrefix(keys_.key(number)), keys_.key(number), count);
        for (size_t i = 0; i < count; ++i) run.Item(values.ValueBytes(number, i));
      }
    });
  }

  template <class>
  SpilledRuns NewRuns() {
    return SpilledRuns(SpilledRuns::Kind::kGroups, context_.memory(), KeyOrder());
  }

  TaskContext& context_;
  MemoryUse use_;
  KeyTable keys_;
  std::tuple<ValueLists<typename Rows::first_type, typename Rows::second_type>...> lists_;
  std::array<SpilledRuns, sizeof...(Rows)> runs_ = {NewRuns<Rows>()...};
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_GROUPING_H_
