#ifndef SLUICE_ENGINE_ROWS_KEYED_GROUP_EMITTER_H_
#define SLUICE_ENGINE_ROWS_KEYED_GROUP_EMITTER_H_

#include <cstdint>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "engine/exchange/key_arena.h"
#include "engine/exchange/spill/side_merger.h"
#include "engine/rows/chunk.h"
#include "engine/rows/keyed/key_bytes.h"

namespace sluice {

inline absl::Status DamagedKey() { return absl::DataLossError("a key in a shuffle block is damaged"); }
inline absl::Status DamagedValue() { return absl::DataLossError("a value in a scratch file is damaged"); }

// Memory ran out while the values of one key were brought together: says how many they are.
class GroupTooLarge : public std::bad_alloc {
 public:
  GroupTooLarge(std::string_view key, uint64_t values, uint64_t value_bytes);
  const char* what() const noexcept override { return what_; }

 private:
  char what_[160];  // Nothing is allocated when memory is short.
};

// Passes groups on, a pair of a key and its values each. Large ones go alone, as a chunk of them would be the whole
// partition once more.
template <class K, class Group>
class GroupEmitter {
 public:
  explicit GroupEmitter(Sink<std::pair<K, Group>>& out) : filler_(chunk_, out) {}

  // `make()` gives the group of so many values; `value_bytes`: what one of them takes at least. False: no more are
  // wanted, or `status` says why not.
  template <class Make>
  bool Add(std::string_view key_bytes, uint64_t values, size_t value_bytes, Make make) {
    return Start(values) && AddStarted(key_bytes, values, value_bytes, make);
  }
  // The same for a key whose bytes are gone afterwards.
  template <class Make>
  bool AddCopied(std::string_view key_bytes, uint64_t values, size_t value_bytes, Make make) {
    return Start(values) && AddStarted(arena_.CopyOf(key_bytes), values, value_bytes, make);
  }
  bool Flush() {
    pending_ = 0;
    const bool more = filler_.Flush();
    if (arena_.memory_bytes() != 0) arena_ = {};
    return more;
  }

  // Of one side of a merger, for Add: its bytes are gone afterwards.
  template <class V>
  std::vector<V> TakeValues(SideMerger& merger, size_t side) {
    std::vector<V> values;
    values.reserve(merger.items(side));
    for (std::string_view bytes; merger.NextItem(side, bytes);) {
      V value{};
      if (!Decode(Kept<V>(bytes), value)) {
        status_ = DamagedValue();
        break;
      }
      values.push_back(std::move(value));
    }
    return values;
  }

  const absl::Status& status() const { return status_; }

 private:
  static constexpr uint64_t kPendingValuesMax = 64 << 10;
  static constexpr size_t kArenaBytesMax = 4 << 20;

  bool Start(uint64_t values) { return values < kPendingValuesMax || Flush(); }

  template <class Make>
  bool AddStarted(std::string_view key_bytes, uint64_t values, size_t value_bytes, Make make) {
    K key{};
    if (!KeyFromBytes(key_bytes, key)) {
      status_ = DamagedKey();
      return false;
    }
    auto make_or_say_why_not = [&] {
      try {
        return make();
      } catch (const std::bad_alloc&) {
        throw GroupTooLarge(key_bytes, values, value_bytes);
      }
    };
    if (!filler_.Add(std::move(key), make_or_say_why_not()) || !status_.ok()) return false;
    pending_ += values;
    return (pending_ < kPendingValuesMax && arena_.memory_bytes() < kArenaBytesMax) || Flush();
  }

  // Numbers and strings own what they have read; anything else may point to it.
  template <class V>
  std::string_view Kept(std::string_view bytes) {
    constexpr bool kOwns = std::is_arithmetic_v<V> || std::is_enum_v<V> || std::is_same_v<V, std::string>;
    return kOwns ? bytes : arena_.CopyOf(bytes);
  }

  Chunk<std::pair<K, Group>> chunk_;
  KeyArena arena_;
  ChunkFiller<std::pair<K, Group>> filler_;
  uint64_t pending_ = 0;
  absl::Status status_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_GROUP_EMITTER_H_
