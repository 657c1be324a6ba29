#ifndef SLUICE_ENGINE_ROWS_KEYED_PICK_BY_KEY_H_
#define SLUICE_ENGINE_ROWS_KEYED_PICK_BY_KEY_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "common/codec/key_map.h"
#include "common/codec/owned.h"
#include "engine/rows/chunk.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

// Of each key's pairs in a partition, numbered as they come, which ones: in rising order, as often as wanted.
template <class K>
using PlacesOfKeys = KeyMap<K, std::vector<int64_t>>;

// The pairs at these places, for each partition.
template <class Row>
class PickByKeyOp : public Op<Row> {
 public:
  using Input = Row;
  using Sent = Row;
  using Key = Owned<typename Row::first_type>;
  using Options = std::vector<PlacesOfKeys<Key>>;
  static constexpr int kInputsMin = 1;
  PickByKeyOp(Wiring<Row> wiring, Options places) : input_(*wiring.inputs[0]), places_(std::move(places)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<Row>& out) const override {
    if (partition >= static_cast<int>(places_.size())) return absl::OutOfRangeError("a sample has no such partition");
    const PlacesOfKeys<Key>& places = places_[partition];
    KeyMap<Key, std::pair<int64_t, size_t>> seen;  // Pairs of each key, and places that were reached.
    Chunk<Row> chunk;
    return Consume(input_, context, partition, [&](absl::Span<Row> rows) {
      ChunkFiller<Row> filler(chunk, out);
      for (const Row& row : rows) {
        auto wanted = places.find(ToOwned(row.first));
        if (wanted == places.end()) continue;
        auto& [number, next] = seen[wanted->first];
        for (; next < wanted->second.size() && wanted->second[next] == number; ++next) {
          if (!filler.Add(row)) return false;
        }
        ++number;
      }
      return filler.Flush();
    });
  }

 private:
  const Op<Row>& input_;
  const Options places_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_PICK_BY_KEY_H_
