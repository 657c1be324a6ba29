#ifndef SLUICE_WORKER_EXECUTOR_EXECUTOR_SETTINGS_H_
#define SLUICE_WORKER_EXECUTOR_EXECUTOR_SETTINGS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "common/settings/conf.h"
#include "worker/executor/executor_options.h"

namespace sluice {

// The settings of an application that concern its executors, into `options`. INVALID_ARGUMENT names the key, its value
// and what is expected.
absl::Status ReadExecutorSettings(const Conf& conf, ExecutorOptions& options);

// What one task of an executor with this much overhead may hold before it puts it on disk: sluice.task.memory, or an
// even share of a part of it.
absl::StatusOr<int64_t> ReadTaskMemory(const Conf& conf, const ExecutorOptions& options, double default_overhead);

// What the process may take in all: blocks, state, and for everything else spark.executor.memoryOverhead, or
// `default_overhead` of the machine's memory.
absl::StatusOr<int64_t> ReadMemoryLimit(const Conf& conf, const ExecutorOptions& options, double default_overhead);

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_EXECUTOR_SETTINGS_H_
