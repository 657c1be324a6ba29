#ifndef SLUICE_ENGINE_ROWS_KEYED_VALUE_LISTS_H_
#define SLUICE_ENGINE_ROWS_KEYED_VALUE_LISTS_H_

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "engine/exchange/key_table.h"
#include "engine/exchange/row_pieces.h"
#include "engine/rows/exchange.h"
#include "engine/rows/keyed/key_batches.h"

namespace sluice {

// All values of one partition of pairs, found by the number of their key. Numbers are kept as they are, everything else
// as its encoding: in place where the rows come straight from an exchange, else in an arena.
template <class K, class V>
class ValueLists {
 public:
  using Row = std::pair<K, V>;

  // Takes all rows of a partition; new keys go to `keys`. After some rows `make_room()` is called, which may clear both
  // and gives a status. Once.
  template <class MakeRoom>
  absl::Status Read(const Op<Row>& input, TaskContext& context, int partition, KeyTable& keys, MakeRoom make_room) {
    auto* exchange = dynamic_cast<const ExchangeReader<Row>*>(&input);
    if (exchange != nullptr) return ReadInPlace(exchange->Blocks(context, partition), context, keys, make_room);
    absl::Status made;
    absl::Status read = Consume(input, context, partition, [&](absl::Span<Row> rows) {
      made = Add(rows, keys, make_room);
      return made.ok();
    });
    return made.ok() ? read : made;
  }
  absl::Status Read(const Op<Row>& input, TaskContext& context, int partition, KeyTable& keys) {
    return Read(input, context, partition, keys, [] { return absl::OkStatus(); });
  }
  // Takes copies of rows.
  template <class MakeRoom>
  absl::Status Add(absl::Span<Row> rows, KeyTable& keys, MakeRoom make_room) {
    absl::Status made;
    ForKeyBatches(rows, [&](absl::Span<Row> batch, absl::Span<const KeyImage> images) {
      AddBatch(images, true, keys, [&](int i) { return Keep(batch[i].second); });
      made = make_room();
      return made.ok();
    });
    return made;
  }

  // Brings the values of each key together. Once, after the last rows; `keys`: how many there are by now.
  void Arrange(size_t keys) {
    value_starts_.assign(keys + 1, 0);
    for (uint32_t key : key_of_) ++value_starts_[key + 1];
    for (size_t i = 1; i <= keys; ++i) value_starts_[i] += value_starts_[i - 1];
    std::vector<Kept> arranged(values_.size());
    std::vector<uint64_t> next(value_starts_.begin(), value_starts_.end() - 1);
    for (size_t i = 0; i < values_.size(); ++i) arranged[next[key_of_[i]]++] = values_[i];
    values_ = std::move(arranged);
    std::vector<uint32_t>().swap(key_of_);
  }

  // How many values key number `key` has; 0 if it is not of this input.
  size_t Count(uint32_t key) const {
    return key < value_starts_.size() - 1 ? static_cast<size_t>(value_starts_[key + 1] - value_starts_[key]) : 0;
  }
  // The value `i` of a key, in the order of arrival. Views in it live as long as this.
  V Value(uint32_t key, size_t i) const {
    if constexpr (kAsIs) {
      return values_[value_starts_[key] + i];
    } else {
      V value{};
      Decode(values_[value_starts_[key] + i], value);  // Bytes we wrote or have decoded before.
      return value;
    }
  }
  // Its encoding.
  std::string_view ValueBytes(uint32_t key, size_t i) const {
    const Kept& kept = values_[value_starts_[key] + i];
    if constexpr (kAsIs) {
      return {reinterpret_cast<const char*>(&kept), sizeof(kept)};
    } else {
      return kept;
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
    if (key < value_starts_.size()) __builtin_prefetch(&value_starts_[key]);
  }

  bool empty() const { return values_.empty(); }
  // What it holds at most until it is arranged; segments that lie elsewhere do not count.
  size_t memory_bytes() const {
    return values_.capacity() * (2 * sizeof(Kept) + sizeof(uint32_t)) + arena_.memory_bytes();
  }
  // Forgets all values and gives their memory back.
  void Clear() {
    std::vector<uint32_t>().swap(key_of_);
    std::vector<Kept>().swap(values_);
    value_starts_ = {0};
    segments_.clear();
    arena_ = {};
  }

 private:
  static constexpr bool kAsIs = std::is_arithmetic_v<V> || std::is_enum_v<V>;
  using Number = std::conditional_t<std::is_same_v<V, bool>, char, V>;  // A std::vector<bool> would keep bits.
  using Kept = std::conditional_t<kAsIs, Number, std::string_view>;

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
      return arena_.CopyOf(encoded_.view());
    }
  }

  template <class MakeRoom>
  absl::Status ReadInPlace(const std::vector<InputBlock>& blocks, TaskContext& context, KeyTable& keys,
                           MakeRoom make_room) {
    for (const InputBlock& block : blocks) {
      absl::Status made;
      const bool whole = ForRowPieces(block.data, [&](const Buffer& piece) {
        if (made.ok() && context.cancelled()) made = absl::CancelledError("the task was cancelled");
        return made.ok() ? ReadPiece(piece, context, keys, make_room, made) : piece.size();
      });
      SLUICE_RETURN_IF_ERROR(made);
      if (!whole) return DamagedBlock(block.id, TotalBytes(block.data));
    }
    return absl::OkStatus();
  }

  // How many bytes of whole rows it has.
  template <class MakeRoom>
  size_t ReadPiece(const Buffer& piece, TaskContext& context, KeyTable& keys, MakeRoom make_room, absl::Status& made) {
    std::pair<InPlace<K>, InPlace<V>> rows[kKeyBatch];
    Kept kept[kKeyBatch];
    const char* const end = piece.data() + piece.size();
    size_t left = piece.size();  // These bytes follow the last whole row.
    Reader in(piece.view());
    segments_.push_back(piece);
    for (bool whole = true; whole && !in.AtEnd();) {
      size_t count = 0;
      for (; count < kKeyBatch && !in.AtEnd(); ++count) {
        const char* value = nullptr;
        whole = DecodeFrom(in, rows[count].first) && (value = end - in.remaining(), DecodeFrom(in, rows[count].second));
        if (!whole) break;
        left = in.remaining();
        if constexpr (kAsIs) {
          kept[count] = rows[count].second;
        } else {
          kept[count] = {value, static_cast<size_t>(end - left - value)};
        }
      }
      context.CountRead(count);
      // Text lies in the segment; the bytes of other long keys are gone with the next batch.
      ForKeyBatches(absl::MakeSpan(rows, count), [&](auto, absl::Span<const KeyImage> images) {
        AddBatch(images, !kIsText<K>, keys, [&](int i) { return kept[i]; });
        return true;
      });
      made = make_room();
      if (!made.ok()) return piece.size();
      if (segments_.empty()) segments_.push_back(piece);  // Was cleared.
    }
    return piece.size() - left;
  }

  std::vector<uint32_t> key_of_;  // Each value has one until they are arranged.
  std::vector<Kept> values_;
  std::vector<uint64_t> value_starts_ = {0};  // Each key has one, and the last one is the end.
  Buffers segments_;
  KeyArena arena_;
  Writer encoded_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_VALUE_LISTS_H_
