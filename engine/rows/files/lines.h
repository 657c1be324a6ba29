#ifndef SLUICE_ENGINE_ROWS_FILES_LINES_H_
#define SLUICE_ENGINE_ROWS_FILES_LINES_H_

#include <string_view>

#include "engine/task/factory.h"

namespace sluice {

// The lines of the partition's input blocks, without the '\n', "\r\n" or '\r' at their ends, as views into the blocks.
// A last line needs none. The bytes may be anything.
class LinesOp : public Op<std::string_view> {
 public:
  using Input = void;
  using Options = NoOptions;
  static constexpr int kInputsMin = 0;
  LinesOp(Wiring<void> wiring, Options) : index_(wiring.index) {}

  absl::Status Run(TaskContext& context, int partition, Sink<std::string_view>& out) const override;

 private:
  const int index_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_FILES_LINES_H_
