#ifndef SLUICE_ENGINE_ROWS_COUNT_H_
#define SLUICE_ENGINE_ROWS_COUNT_H_

#include <cstdint>

#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

// Sends the number of rows of the partition to the driver.
template <class T>
class CountTerminal : public Terminal {
 public:
  using Input = T;
  using Options = NoOptions;
  static constexpr int kInputsMin = 1;
  CountTerminal(Wiring<T> wiring, NoOptions) : input_(*wiring.inputs[0]) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    int64_t count = 0;
    absl::Status status = Consume(input_, context, partition, [&](absl::Span<T> rows) {
      count += rows.size();
      return true;
    });
    result.value.push_back(Buffer::FromString(Encode(count)));
    return status;
  }

 private:
  const Op<T>& input_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_COUNT_H_
