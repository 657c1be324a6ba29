#ifndef SLUICE_ENGINE_STATE_LOAD_STATE_H_
#define SLUICE_ENGINE_STATE_LOAD_STATE_H_

#include <cstdint>
#include <optional>
#include <utility>

#include "common/base/status.h"
#include "engine/rows/keyed/key_batches.h"
#include "engine/state/state_transition.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

struct LoadStateOptions {
  StateTransition transition;
  std::optional<int64_t> time;  // Each state begins with it, as mapWithState keeps them.
};

// Makes pairs of key and state the first version there is.
template <class K, class S>
class LoadStateTerminal : public Terminal {
 public:
  using Input = std::pair<K, S>;
  using Sent = Input;
  using Options = LoadStateOptions;
  static constexpr int kInputsMin = 1;
  LoadStateTerminal(Wiring<Input> wiring, Options options) : input_(*wiring.inputs[0]), options_(std::move(options)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult&) const override {
    SLUICE_ASSIGN_OR_RETURN(OpenState state, OpenPartition(options_.transition, partition, context));
    Writer encoded;
    SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, [&](absl::Span<Input> rows) {
      ForKeyBatches(rows, [&](absl::Span<Input> batch, absl::Span<const KeyImage> keys) {
        uint32_t tags[kKeyBatch];
        state->FetchToOverwrite(keys, tags);
        for (size_t i = 0; i < keys.size(); ++i) {
          encoded.Clear();
          if (options_.time) EncodeTo(encoded, *options_.time);
          EncodeTo(encoded, batch[i].second);
          state->Set(state->FindOrAdd(keys[i], tags[i]), encoded.view());
        }
        return true;
      });
      state->MakeRoom();
      return true;
    }));
    return state.Commit(options_.transition.to);
  }

 private:
  const Op<Input>& input_;
  const Options options_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_STATE_LOAD_STATE_H_
