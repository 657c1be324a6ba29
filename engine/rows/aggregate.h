#ifndef SLUICE_ENGINE_ROWS_AGGREGATE_H_
#define SLUICE_ENGINE_ROWS_AGGREGATE_H_

#include <utility>

#include "common/base/status.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

// Sends the driver what function(aggregate, row) makes of the partition's rows. Options: what it starts with, and the
// function.
template <class T, class C, class Function>
class AggregateTerminal : public Terminal {
 public:
  using Input = T;
  using Sent = C;
  using Options = std::pair<C, Function>;
  static constexpr int kInputsMin = 1;
  AggregateTerminal(Wiring<T> wiring, Options options) : input_(*wiring.inputs[0]), options_(std::move(options)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    const auto& [zero, function] = options_;
    C aggregate = zero;
    SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, [&, &f = function](absl::Span<T> rows) {
      for (T& row : rows) {
        C next(f(std::move(aggregate), std::move(row)));
        aggregate = std::move(next);
      }
      return true;
    }));
    result.value.push_back(Buffer::FromString(Encode(aggregate)));
    return absl::OkStatus();
  }

 private:
  const Op<T>& input_;
  const Options options_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_AGGREGATE_H_
