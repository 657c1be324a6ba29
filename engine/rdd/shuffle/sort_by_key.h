#ifndef SLUICE_ENGINE_RDD_SHUFFLE_SORT_BY_KEY_H_
#define SLUICE_ENGINE_RDD_SHUFFLE_SORT_BY_KEY_H_

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/rdd/shuffle/encoded_rows.h"
#include "engine/rdd/shuffle/order.h"
#include "engine/rdd/shuffle/prefix_sort.h"

namespace sluice {

// The pairs of a partition in the order of their keys, those of one key in the order of arrival. Rows stay where they
// are; what is sorted is the first eight bytes of each key and a place, then the next eight of those that are equal.
template <class K, class V>
class SortByKeyOp : public Op<std::pair<K, V>> {
 public:
  using Input = std::pair<K, V>;
  using Sent = std::pair<K, V>;
  using Options = bool;  // Ascending.
  static constexpr int kInputsMin = 1;
  SortByKeyOp(Wiring<Input> wiring, bool ascending)
      : input_(*wiring.inputs[0]), ascending_(ascending), flip_(ascending ? 0 : ~uint64_t{0}) {}

  absl::Status Run(TaskContext& context, int partition, Sink<Input>& out) const override {
    EncodedRows<Input> rows;
    std::vector<PrefixEntry> entries;
    SLUICE_RETURN_IF_ERROR(rows.Read(input_, context, partition, [&](uint64_t place, const Input& row) {
      entries.push_back({OrderPrefix(row.first) ^ flip_, place});
    }));
    Sort(absl::MakeSpan(entries), rows, 1);
    return Emit(entries, rows, out);
  }

 private:
  using InPlace = std::conditional_t<kIsText<K>, std::string_view, K>;
  static constexpr int kTextLevels = 8;  // Texts alike in 64 bytes are compared whole.
  static constexpr size_t kFewRows = 32;

  // `level`: of how many times eight bytes the prefixes are the last.
  void Sort(absl::Span<PrefixEntry> entries, const EncodedRows<Input>& rows, int level) const {
    SortByPrefix(entries);
    if constexpr (!kPrefixOrders<K>) {
      ForEachRun(entries, [&](absl::Span<PrefixEntry> run) { SortRun(run, rows, level); });
    }
  }

  void SortRun(absl::Span<PrefixEntry> run, const EncodedRows<Input>& rows, int level) const {
    if constexpr (kIsText<K>) {
      if (level < kTextLevels && run.size() > kFewRows && NextPrefixes(run, rows, level)) {
        return Sort(run, rows, level + 1);
      }
    }
    std::stable_sort(run.begin(), run.end(), [&](const PrefixEntry& a, const PrefixEntry& b) {
      return ascending_ ? OrderedBefore(KeyAt(rows, a), KeyAt(rows, b)) : OrderedBefore(KeyAt(rows, b), KeyAt(rows, a));
    });
  }

  // False if no key is longer than what was compared already.
  bool NextPrefixes(absl::Span<PrefixEntry> run, const EncodedRows<Input>& rows, int level) const {
    bool longer = false;
    for (PrefixEntry& entry : run) {
      InPlace key = KeyAt(rows, entry);
      longer = longer || key.size() > static_cast<size_t>(level) * 8;
      entry.prefix = TextPrefix(key, static_cast<size_t>(level) * 8) ^ flip_;
    }
    return longer;
  }

  static InPlace KeyAt(const EncodedRows<Input>& rows, const PrefixEntry& entry) {
    InPlace key{};
    Reader in(rows.At(entry.place));
    DecodeFrom(in, key);  // Was decoded before.
    return key;
  }

  static absl::Status Emit(const std::vector<PrefixEntry>& entries, const EncodedRows<Input>& rows, Sink<Input>& out) {
    constexpr size_t kAhead = 8;
    Chunk<Input> chunk;
    ChunkFiller<Input> filler(chunk, out);
    for (size_t i = 0; i < entries.size(); ++i) {
      if (i + kAhead < entries.size()) rows.LookAhead(entries[i + kAhead].place);
      Input row{};
      Reader in(rows.At(entries[i].place));
      DecodeFrom(in, row);
      if (!filler.Add(std::move(row))) return absl::OkStatus();
    }
    filler.Flush();
    return absl::OkStatus();
  }

  const Op<Input>& input_;
  const bool ascending_;
  const uint64_t flip_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_RDD_SHUFFLE_SORT_BY_KEY_H_
