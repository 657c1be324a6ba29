#ifndef SLUICE_ENGINE_PYTHON_TASK_HEADER_H_
#define SLUICE_ENGINE_PYTHON_TASK_HEADER_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "common/codec/writer.h"
#include "engine/python/python_function.h"

namespace sluice {

// What a worker is told of the task besides its function.
struct TaskFacts {
  int function_partition = 0;  // The function makes this partition of its RDD,
  int task_partition = 0;      // for this one of the RDD that the job asks for.
  int64_t stage = 0;
  int attempt = 0;
  int64_t attempt_id = 0;
  std::string files_folder;  // What SparkFiles.getRootDirectory says there.
  std::map<std::string, std::string> local_properties;
};

// Writes what a worker of pyspark 4.3 reads before its rows. `known` are the broadcast variables that this worker has;
// afterwards those that it has then.
absl::Status PutTaskHeader(const PythonFunction& function, const TaskFacts& facts, std::set<int64_t>& known,
                           Writer& out);

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_TASK_HEADER_H_
