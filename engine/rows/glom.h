#ifndef SLUICE_ENGINE_ROWS_GLOM_H_
#define SLUICE_ENGINE_ROWS_GLOM_H_

#include <vector>

#include "common/base/status.h"
#include "common/codec/owned.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

// One row for each partition, also for an empty one: the list of its rows.
template <class T>
class GlomOp : public Op<std::vector<Owned<T>>> {
 public:
  using Input = T;
  using Copied = T;
  using Options = NoOptions;
  static constexpr int kInputsMin = 1;
  GlomOp(Wiring<T> wiring, NoOptions) : input_(*wiring.inputs[0]) {}

  absl::Status Run(TaskContext& context, int partition, Sink<std::vector<Owned<T>>>& out) const override {
    std::vector<Owned<T>> all;
    SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, [&](absl::Span<T> rows) {
      for (const T& row : rows) all.push_back(ToOwned(row));
      return true;
    }));
    out.Push(absl::MakeSpan(&all, 1));
    return absl::OkStatus();
  }

 private:
  const Op<T>& input_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_GLOM_H_
