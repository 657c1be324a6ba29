#ifndef SLUICE_API_CORE_THIS_TASK_H_
#define SLUICE_API_CORE_THIS_TASK_H_

#include <optional>
#include <string>

namespace sluice {

// What functions of RDDs and streams can know of the task they run in: Spark's TaskContext.get().
class ThisTask {
 public:
  // As Application::setLocalProperty set it in the thread that started the job, or a batch does:
  // "spark.streaming.internal.batchTime" and "spark.streaming.internal.outputOpId".
  static std::optional<std::string> getLocalProperty(const std::string& key);
};

}  // namespace sluice

#endif  // SLUICE_API_CORE_THIS_TASK_H_
