#ifndef SLUICE_ENGINE_ROWS_PIPE_PROCESS_H_
#define SLUICE_ENGINE_ROWS_PIPE_PROCESS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/task/task_context.h"

namespace sluice {

// Runs a program, found by PATH, with `input` as its standard input; returns its standard output. It need not read all
// of its input, but must exit with 0. A cancelled task kills it.
absl::StatusOr<std::string> RunPipe(const std::vector<std::string>& command, std::string_view input,
                                    const TaskContext& context);

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_PIPE_PROCESS_H_
