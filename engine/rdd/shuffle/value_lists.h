#ifndef SLUICE_ENGINE_RDD_SHUFFLE_VALUE_LISTS_H_
#define SLUICE_ENGINE_RDD_SHUFFLE_VALUE_LISTS_H_

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "engine/rdd/shuffle/exchange.h"
#include "engine/rdd/shuffle/key_table.h"

namespace sluice {

// All values of one partition of pairs, found by the number of their key. Numbers are kept as they are, everything else
// as its encoding: in place where the rows come straight from an exchange, else in an arena.
template <class K, class V>
class ValueLists {
 public:
  using Row = std::pair<K, V>;

  // Takes all rows of a partition; new keys go to `keys`. Once.
  absl::Status Read(const Op<Row>& input, TaskContext& context, int partition, KeyTable& keys) {
    auto* exchange = dynamic_cast<const ExchangeReader<Row>*>(&input);
    if (exchange != nullptr) return ReadInPlace(exchange->Blocks(context, partition), context, keys);
    return Consume(input, context, partition, [&](absl::Span<Row> rows) {
      return ForKeyBatches(rows, [&](absl::Span<Row> batch, absl::Span<const KeyImage> images) {
        AddBatch(images, true, keys, [&](int i) { return Keep(batch[i].second); });
        return true;
      });
    });
  }

  // Brings the values of each key together. Once, after Read; `keys`: how many there are by now.
  void Arrange(size_t keys) {
    starts_.assign(keys + 1, 0);
    for (uint32_t key : key_of_) ++starts_[key + 1];
    for (size_t i = 1; i <= keys; ++i) starts_[i] += starts_[i - 1];
    std::vector<Kept> arranged(values_.size());
    std::vector<uint64_t> next(starts_.begin(), starts_.end() - 1);
    for (size_t i = 0; i < values_.size(); ++i) arranged[next[key_of_[i]]++] = values_[i];
    values_ = std::move(arranged);
    std::vector<uint32_t>().swap(key_of_);
  }

  // How many values key number `key` has; 0 if it is not of this input.
  size_t Count(uint32_t key) const {
    return key < starts_.size() - 1 ? static_cast<size_t>(starts_[key + 1] - starts_[key]) : 0;
  }
  // The value `i` of a key, in the order of arrival. Views in it live as long as this.
  V Value(uint32_t key, size_t i) const {
    if constexpr (kAsIs) {
      return values_[starts_[key] + i];
    } else {
      V value{};
      Decode(values_[starts_[key] + i], value);  // Bytes we wrote or have decoded before.
      return value;
    }
  }
  std::vector<V> Values(uint32_t key) const {
    std::vector<V> values;
    values.reserve(Count(key));
    for (size_t i = 0; i < Count(key); ++i) values.push_back(Value(key, i));
    return values;
  }
  // Makes what Value will read of this key come near.
  void LookAhead(uint32_t key) const {
    if (key < starts_.size()) __builtin_prefetch(&starts_[key]);
  }

 private:
  static constexpr bool kAsIs = std::is_arithmetic_v<V> || std::is_enum_v<V>;
  using Kept = std::conditional_t<kAsIs, V, std::string_view>;

  // What has the same encoding and can be read without a copy.
  template <class T>
  using InPlace = std::conditional_t<kIsText<T>, std::string_view, T>;

  template <class ValueOf>
  void AddBatch(absl::Span<const KeyImage> images, bool copies, KeyTable& keys, ValueOf value_of) {
    uint32_t numbers[kKeyBatch];
    keys.Add(images, copies, numbers);
    for (size_t i = 0; i < images.size(); ++i) {
      key_of_.push_back(numbers[i]);
      values_.push_back(value_of(i));
    }
  }

  Kept Keep(const V& value) {
    if constexpr (kAsIs) {
      return value;
    } else {
      encoded_.Clear();
      EncodeTo(encoded_, value);
      return {arena_.Copy(encoded_.view()), encoded_.size()};
    }
  }

  absl::Status ReadInPlace(const std::vector<InputBlock>& blocks, TaskContext& context, KeyTable& keys) {
    for (const InputBlock& block : blocks) {
      segments_.push_back(Contiguous(block.data));
      if (context.cancelled()) return absl::CancelledError("the task was cancelled");
      if (!ReadSegment(segments_.back().view(), context, keys)) {
        return DamagedBlock(block.id, segments_.back().size());
      }
    }
    return absl::OkStatus();
  }

  bool ReadSegment(std::string_view segment, TaskContext& context, KeyTable& keys) {
    std::pair<InPlace<K>, InPlace<V>> rows[kKeyBatch];
    Kept kept[kKeyBatch];
    for (Reader in(segment); !in.AtEnd();) {
      size_t count = 0;
      for (; count < kKeyBatch && !in.AtEnd(); ++count) {
        if (!DecodeFrom(in, rows[count].first)) return false;
        const char* value = segment.end() - in.remaining();
        if (!DecodeFrom(in, rows[count].second)) return false;
        if constexpr (kAsIs) {
          kept[count] = rows[count].second;
        } else {
          kept[count] = {value, static_cast<size_t>(segment.end() - in.remaining() - value)};
        }
      }
      context.CountRead(count);
      // Text lies in the segment; the bytes of other long keys are gone with the next batch.
      ForKeyBatches(absl::MakeSpan(rows, count), [&](auto, absl::Span<const KeyImage> images) {
        AddBatch(images, !kIsText<K>, keys, [&](int i) { return kept[i]; });
        return true;
      });
    }
    return true;
  }

  std::vector<uint32_t> key_of_;  // For each value, until they are arranged.
  std::vector<Kept> values_;
  std::vector<uint64_t> starts_ = {0};  // Of each key's values, and the end.
  Buffers segments_;
  KeyArena arena_;
  Writer encoded_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_RDD_SHUFFLE_VALUE_LISTS_H_
