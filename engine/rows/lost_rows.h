#ifndef SLUICE_ENGINE_ROWS_LOST_ROWS_H_
#define SLUICE_ENGINE_ROWS_LOST_ROWS_H_

#include <cstdint>

#include "common/base/str_cat.h"
#include "engine/rows/files/object_file.h"
#include "engine/task/factory.h"

namespace sluice {

// What is behind the kept rows of a locally checkpointed RDD: nothing. The option is its id.
template <class T>
class LostRowsOp : public Op<T> {
 public:
  using Input = void;
  using Options = int32_t;
  static constexpr int kInputsMin = 0;
  LostRowsOp(Wiring<void>, int32_t rdd) : rdd_(rdd) {}

  absl::Status Run(TaskContext&, int partition, Sink<T>&) const override {
    return absl::DataLossError(StrCat(
        "Checkpoint block rdd_", rdd_, "_", partition,
        " not found! Either the executor that originally checkpointed this partition is no longer alive, or the "
        "original RDD is unpersisted. If this problem persists, you may consider using `rdd.checkpoint()` instead, "
        "which is slower than local checkpointing but more fault-tolerant."));
  }

 private:
  const int32_t rdd_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_LOST_ROWS_H_
