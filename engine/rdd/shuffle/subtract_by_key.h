#ifndef SLUICE_ENGINE_RDD_SHUFFLE_SUBTRACT_BY_KEY_H_
#define SLUICE_ENGINE_RDD_SHUFFLE_SUBTRACT_BY_KEY_H_

#include <cstdint>
#include <utility>

#include "common/base/status.h"
#include "engine/rdd/consume.h"
#include "engine/rdd/factory.h"
#include "engine/rdd/shuffle/key_table.h"

namespace sluice {

// The pairs of the first input whose key the second does not have. Both have one partitioning and encoding of keys.
template <class Row, class Other>
class SubtractByKeyOp : public Op<Row> {
 public:
  using Input = InputsOf<Row, Other>;
  using Sent = std::tuple<Row, Other>;
  using Options = NoOptions;
  static constexpr int kInputsMin = 2;
  SubtractByKeyOp(Wiring<Input> wiring, NoOptions)
      : input_(*std::get<0>(wiring.inputs)), other_(*std::get<1>(wiring.inputs)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<Row>& out) const override {
    KeyTable keys;
    SLUICE_RETURN_IF_ERROR(Consume(other_, context, partition, [&](absl::Span<Other> rows) {
      return ForKeyBatches(rows, [&](auto, absl::Span<const KeyImage> images) {
        uint32_t numbers[kKeyBatch];
        keys.Add(images, true, numbers);
        return true;
      });
    }));
    return Consume(input_, context, partition, [&](absl::Span<Row> rows) { return PushOthers(rows, keys, out); });
  }

 private:
  static bool PushOthers(absl::Span<Row> rows, const KeyTable& keys, Sink<Row>& out) {
    Row* kept = rows.data();
    ForKeyBatches(rows, [&](absl::Span<Row> batch, absl::Span<const KeyImage> images) {
      uint32_t numbers[kKeyBatch];
      keys.Find(images, numbers);
      for (size_t i = 0; i < batch.size(); ++i) {
        if (numbers[i] != KeyTable::kNone) continue;
        if (kept != &batch[i]) *kept = std::move(batch[i]);
        ++kept;
      }
      return true;
    });
    size_t count = kept - rows.data();
    return count == 0 || out.Push(rows.first(count));
  }

  const Op<Row>& input_;
  const Op<Other>& other_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_RDD_SHUFFLE_SUBTRACT_BY_KEY_H_
