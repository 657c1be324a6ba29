#ifndef SLUICE_ENGINE_SOURCE_OUTPUT_H_
#define SLUICE_ENGINE_SOURCE_OUTPUT_H_

#include "absl/status/status.h"
#include "common/base/ids.h"
#include "engine/lineage/node.h"

namespace sluice {

// Where the batches of a stream go: files, a table, a function of a user's. Lives on the driver, and runs jobs that
// write where the rows are. It is given one batch after the other, unless its program lets several run side by side.
class Output {
 public:
  virtual ~Output() = default;

  // Brings out a batch, and returns when that is final. May throw what user code throws. A batch that ran when its
  // program died comes again in a later run, with the same time and rows: what it had brought out is then replaced, or
  // left as it is, by an output that can tell batches apart.
  virtual absl::Status Write(const Rdd& rows, BatchTime batch) = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_OUTPUT_H_
