#ifndef SLUICE_COMMON_BASE_IDS_H_
#define SLUICE_COMMON_BASE_IDS_H_

#include <cstdint>
#include <string>

#include "common/base/life_id.h"
#include "common/base/strong_id.h"

namespace sluice {

using ApplicationId = StrongId<struct ApplicationIdTag, std::string>;  // app-20261121104500-0000
using WorkerId = StrongId<struct WorkerIdTag, std::string>;            // worker-<host>-<port>-<start ms>
using ExecutorId = StrongId<struct ExecutorIdTag, int32_t>;            // Never reused within an application.
using RunId = StrongId<struct RunIdTag, int32_t>;      // Whatever makes batches; never reused within an application.
using InputId = StrongId<struct InputIdTag, int32_t>;  // Input of a streaming program, in the order it makes them.
using BatchTime = StrongId<struct BatchTimeTag, int64_t>;  // End of the batch, ms since the epoch; see BatchKey.
using JobId = StrongId<struct JobIdTag, int32_t>;

// What outlives a life of the driver, in executors or on the wire, says which life it is of.
using RddId = LifeId<struct RddIdTag>;
using ShuffleId = LifeId<struct ShuffleIdTag>;
using StageId = LifeId<struct StageIdTag>;
using TaskId = LifeId<struct TaskIdTag>;            // One attempt of one partition.
using StreamId = LifeId<struct StreamIdTag>;        // Input of a run.
using Epoch = LifeId<struct EpochTag>;              // One start of a stream's receiver.
using VariableKey = LifeId<struct VariableKeyTag>;  // A broadcast variable or an accumulator.

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_IDS_H_
