#ifndef SLUICE_ENGINE_PYTHON_WORKER_OUTPUT_H_
#define SLUICE_ENGINE_PYTHON_WORKER_OUTPUT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace sluice {

// What a worker says of one task.
struct WorkerRow {
  std::string_view bytes;  // Valid until Room is called.
};
struct WorkerFailure {
  std::string traceback;
};
struct WorkerEnd {
  std::vector<std::string> accumulator_updates;  // Pickled.
  bool is_reusable = false;                      // False: it has not read all that was written to it.
};
using WorkerPart = std::variant<WorkerRow, WorkerFailure, WorkerEnd>;

// Cuts the bytes that come from a worker into parts. Any bytes are safe: they take no more memory than they are long.
class WorkerOutput {
 public:
  // Where the next bytes are read into, and how many have been.
  absl::Span<char> Room();
  void Filled(size_t bytes) { end_ += bytes; }

  // Nullopt: more bytes are needed. DATA_LOSS: it is no worker that speaks.
  absl::StatusOr<std::optional<WorkerPart>> Next();

 private:
  class Cursor;
  std::string buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_WORKER_OUTPUT_H_
