#ifndef SLUICE_ENGINE_TASK_STAGE_DEPTH_H_
#define SLUICE_ENGINE_TASK_STAGE_DEPTH_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

namespace sluice {

// So many operators may follow one another in a stage: each calls the one before it, on the stack of the task.
inline constexpr int kStageDepthMax = 10'000;

// FAILED_PRECONDITION, with what to do about it. `name` is the operator at the end, `limit` how much would do.
absl::Status LineageTooLong(std::string_view name, int64_t depth, std::string_view limit);

}  // namespace sluice

#endif  // SLUICE_ENGINE_TASK_STAGE_DEPTH_H_
