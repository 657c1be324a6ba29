#ifndef SLUICE_ENGINE_RDD_FOR_EACH_PARTITION_H_
#define SLUICE_ENGINE_RDD_FOR_EACH_PARTITION_H_

#include <utility>

#include "common/base/status.h"
#include "engine/rdd/consume.h"
#include "engine/rdd/factory.h"
#include "engine/rdd/partition.h"

namespace sluice {

// Calls the function once with the whole partition, on the executor.
template <class T, class Function>
class ForEachPartitionTerminal : public Terminal {
 public:
  using Input = T;
  using Options = Function;
  static constexpr int kInputsMin = 1;
  ForEachPartitionTerminal(Wiring<T> wiring, Function function)
      : input_(*wiring.inputs[0]), function_(std::move(function)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    Writer encoded;
    size_t count = 0;
    SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, [&](absl::Span<T> rows) {
      for (const T& row : rows) EncodeTo(encoded, row);
      count += rows.size();
      return true;
    }));
    function_(Partition<T>(partition, count, encoded.Finish()));
    return absl::OkStatus();
  }

 private:
  const Op<T>& input_;
  const Function function_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_RDD_FOR_EACH_PARTITION_H_
