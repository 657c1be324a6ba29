#ifndef SLUICE_COMMON_BASE_IDS_H_
#define SLUICE_COMMON_BASE_IDS_H_

#include <cstdint>
#include <string>

#include "common/base/strong_id.h"

namespace sluice {

using ApplicationId = StrongId<struct ApplicationIdTag, std::string>;  // app-20261121104500-0000
using WorkerId = StrongId<struct WorkerIdTag, std::string>;            // worker-<host>-<port>-<start ms>
using ExecutorId = StrongId<struct ExecutorIdTag, int32_t>;            // Never reused within an application.
using StreamId = StrongId<struct StreamIdTag, int32_t>;                // Input stream, in order of creation.
using BatchTime = StrongId<struct BatchTimeTag, int64_t>;              // End of the batch, ms since the epoch.
using RddId = StrongId<struct RddIdTag, int32_t>;
using ShuffleId = StrongId<struct ShuffleIdTag, int32_t>;
using JobId = StrongId<struct JobIdTag, int32_t>;
using StageId = StrongId<struct StageIdTag, int32_t>;
using TaskId = StrongId<struct TaskIdTag, int64_t>;  // One attempt of one partition; never reused.

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_IDS_H_
