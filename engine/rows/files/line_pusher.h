#ifndef SLUICE_ENGINE_ROWS_FILES_LINE_PUSHER_H_
#define SLUICE_ENGINE_ROWS_FILES_LINE_PUSHER_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/task/op.h"

namespace sluice {

// Pushes the lines of texts, without the '\n', "\r\n" or '\r' at their ends, in chunks. A last line needs none.
class LinePusher {
 public:
  LinePusher(TaskContext& context, Sink<std::string_view>& out) : context_(context), out_(out) {}

  // CANCELLED: the task was. False: no more lines are wanted.
  absl::StatusOr<bool> Push(std::string_view text);

 private:
  TaskContext& context_;
  Sink<std::string_view>& out_;
  const std::unique_ptr<std::string_view[]> lines_ = std::make_unique<std::string_view[]>(kChunkRows);
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_FILES_LINE_PUSHER_H_
