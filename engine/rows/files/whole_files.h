#ifndef SLUICE_ENGINE_ROWS_FILES_WHOLE_FILES_H_
#define SLUICE_ENGINE_ROWS_FILES_WHOLE_FILES_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/fs/file_system.h"
#include "engine/task/factory.h"

namespace sluice {

// Files in at least so many partitions if there are as many files, each of which has about as many bytes.
std::vector<std::vector<FoundFile>> ShareFiles(const std::vector<FoundFile>& files, int partitions);

struct WholeFilesOptions {
  std::vector<std::vector<FoundFile>> partitions;
  bool is_text = false;  // What is compressed is read as what it was.
};

// A row a file: its name, as "file:/in/a.txt", and all that it has. One that cannot be read fails the task.
class WholeFilesOp : public Op<std::pair<std::string_view, std::string_view>> {
 public:
  using Row = std::pair<std::string_view, std::string_view>;
  using Input = void;
  using Options = WholeFilesOptions;
  static constexpr int kInputsMin = 0;
  WholeFilesOp(Wiring<void>, Options options) : options_(std::move(options)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<Row>& out) const override;

 private:
  const Options options_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_FILES_WHOLE_FILES_H_
