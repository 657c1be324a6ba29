#ifndef SLUICE_ENGINE_ROWS_COALESCE_H_
#define SLUICE_ENGINE_ROWS_COALESCE_H_

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

// Several neighbouring partitions of the parent as one.
struct Coalescence {
  int32_t parents = 0;
  int32_t partitions = 0;

  std::vector<int> ParentsOf(int partition) const {
    int64_t from = int64_t{partition} * parents / partitions;
    int64_t to = int64_t{partition + 1} * parents / partitions;
    std::vector<int> all(to - from);
    std::iota(all.begin(), all.end(), static_cast<int>(from));
    return all;
  }
};

template <class T>
class CoalesceOp : public Op<T> {
 public:
  using Input = T;
  using Options = Coalescence;
  static constexpr int kInputsMin = 1;
  CoalesceOp(Wiring<T> wiring, Coalescence coalescence) : input_(*wiring.inputs[0]), coalescence_(coalescence) {}

  absl::Status Run(TaskContext& context, int partition, Sink<T>& out) const override {
    if (coalescence_.partitions < 1) return absl::InvalidArgumentError("coalesce needs at least one partition");
    bool more = true;
    for (int parent : coalescence_.ParentsOf(partition)) {
      if (!more) break;
      SLUICE_RETURN_IF_ERROR(
          Consume(input_, context, parent, [&](absl::Span<T> rows) { return more = out.Push(rows); }));
    }
    return absl::OkStatus();
  }

 private:
  const Op<T>& input_;
  const Coalescence coalescence_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_COALESCE_H_
