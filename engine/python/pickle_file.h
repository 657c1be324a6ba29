#ifndef SLUICE_ENGINE_PYTHON_PICKLE_FILE_H_
#define SLUICE_ENGINE_PYTHON_PICKLE_FILE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/python/frames.h"

namespace sluice {

// What saveAsPickleFile writes, so that Spark reads it and the other way round: a sequence file whose values are arrays
// of ten rows, as Java serialises byte[][].
std::string ToJavaArray(absl::Span<const std::string_view> rows);
// DATA_LOSS: it is no such array. Rows point into `bytes`. Safe for any bytes.
absl::StatusOr<std::vector<std::string_view>> FromJavaArray(std::string_view bytes);

// Writes a part of a folder (see text_file.h). The option names the folder.
class PickleFileTerminal : public Terminal {
 public:
  using Input = FrameRow;
  using Options = std::string;
  static constexpr int kInputsMin = 1;
  PickleFileTerminal(Wiring<FrameRow> wiring, std::string folder)
      : input_(*wiring.inputs[0]), folder_(std::move(folder)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override;

 private:
  const Op<FrameRow>& input_;
  const std::string folder_;
};

// The rows of such files, one a partition: the option names them.
class PickleFileOp : public Op<FrameRow> {
 public:
  using Input = void;
  using Options = std::vector<std::string>;
  static constexpr int kInputsMin = 0;
  PickleFileOp(Wiring<void>, Options paths) : paths_(std::move(paths)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<FrameRow>& out) const override;

 private:
  const Options paths_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_PICKLE_FILE_H_
