#ifndef SLUICE_ENGINE_TASK_LOCAL_PROPERTIES_H_
#define SLUICE_ENGINE_TASK_LOCAL_PROPERTIES_H_

#include <map>
#include <string>

namespace sluice {

inline constexpr char kSchedulerPool[] = "spark.scheduler.pool";  // It names the pool of the jobs of a thread.
// What users call the jobs of a thread.
inline constexpr char kJobGroup[] = "spark.jobGroup.id";
inline constexpr char kJobDescription[] = "spark.job.description";
// Set while a batch runs: its time in milliseconds, and the number of the output operation that runs.
inline constexpr char kBatchTimeProperty[] = "spark.streaming.internal.batchTime";
inline constexpr char kOutputOpProperty[] = "spark.streaming.internal.outputOpId";
// Set while a batch runs: the streaming program that has it, over all restarts from its checkpoint directory (another
// program has another, and so has one that begins anew); and the time of the last batch that no run has again.
inline constexpr char kProgramProperty[] = "sluice.streaming.internal.program";
inline constexpr char kDoneUntilProperty[] = "sluice.streaming.internal.doneUntil";

// What the calling thread of the driver has set for the jobs it starts, by key; see Application::setLocalProperty. In a
// task: what the thread had set that started its job.
std::map<std::string, std::string>& LocalProperties();

// Those of the calling thread, while this exists.
class ScopedLocalProperties {
 public:
  explicit ScopedLocalProperties(std::map<std::string, std::string> properties);
  ~ScopedLocalProperties();
  ScopedLocalProperties(const ScopedLocalProperties&) = delete;

 private:
  std::map<std::string, std::string> former_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_TASK_LOCAL_PROPERTIES_H_
