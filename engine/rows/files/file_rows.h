#ifndef SLUICE_ENGINE_ROWS_FILES_FILE_ROWS_H_
#define SLUICE_ENGINE_ROWS_FILES_FILE_ROWS_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/rows/files/input_file.h"
#include "engine/task/factory.h"

namespace sluice {

// Sources that read files. One that cannot be read fails the task, with its name. Rows are views into what was read.

// The lines that begin in the ranges, as LinesOp gives them.
class FileLinesOp : public Op<std::string_view> {
 public:
  using Input = void;
  using Options = std::vector<FilePartition>;
  static constexpr int kInputsMin = 0;
  FileLinesOp(Wiring<void>, Options partitions) : partitions_(std::move(partitions)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<std::string_view>& out) const override;

 private:
  const Options partitions_;
};

struct FileRecordsOptions {
  std::vector<FilePartition> partitions;  // Their ranges are whole files.
  int64_t record_bytes = 1;
};

// Records of one length. INVALID_ARGUMENT: the file ends within one.
class FileRecordsOp : public Op<std::string_view> {
 public:
  using Input = void;
  using Options = FileRecordsOptions;
  static constexpr int kInputsMin = 0;
  FileRecordsOp(Wiring<void>, Options options) : options_(std::move(options)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<std::string_view>& out) const override;

 private:
  const Options options_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_FILES_FILE_ROWS_H_
