#ifndef SLUICE_ENGINE_ROWS_KEYED_KEY_EXCHANGE_H_
#define SLUICE_ENGINE_ROWS_KEYED_KEY_EXCHANGE_H_

#include <memory>
#include <utility>

#include "engine/exchange/segments.h"
#include "engine/rows/exchange.h"
#include "engine/rows/keyed/hash_router.h"
#include "engine/rows/keyed/key_batches.h"

namespace sluice {

// Every row to the partition of its key.
template <class K, class V>
class KeyExchangeWriter : public Terminal {
 public:
  using Input = std::pair<K, V>;
  using Sent = std::pair<K, V>;
  using Options = Partitioning;
  static constexpr int kInputsMin = 1;
  KeyExchangeWriter(Wiring<Input> wiring, const Partitioning& partitioning)
      : input_(*wiring.inputs[0]), router_(RouterOf<K>(partitioning)), reducers_(partitioning.partitions) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    SLUICE_RETURN_IF_ERROR(router_.status());
    Segments segments(reducers_, context.memory());
    absl::Status routed;
    SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, [&](absl::Span<Input> rows) {
      ForKeyBatches(rows, [&](absl::Span<Input> batch, absl::Span<const KeyImage> keys) {
        routed = segments.Add(**router_, keys, [&](size_t i, Writer& out) { EncodeTo(out, batch[i]); });
        return routed.ok();
      });
      if (routed.ok()) routed = segments.MakeRoom(rows.size());
      return routed.ok();
    }));
    SLUICE_RETURN_IF_ERROR(routed);
    SLUICE_ASSIGN_OR_RETURN(result.shuffle, segments.Finish());
    return absl::OkStatus();
  }

 private:
  const Op<Input>& input_;
  const absl::StatusOr<std::unique_ptr<const KeyRouter>> router_;
  const int reducers_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_KEY_EXCHANGE_H_
