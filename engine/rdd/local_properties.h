#ifndef SLUICE_ENGINE_RDD_LOCAL_PROPERTIES_H_
#define SLUICE_ENGINE_RDD_LOCAL_PROPERTIES_H_

#include <map>
#include <string>

namespace sluice {

inline constexpr char kSchedulerPool[] = "spark.scheduler.pool";  // Of the jobs of a thread.
// Set while a batch runs: its time in milliseconds, and the number of the output operation that runs.
inline constexpr char kBatchTimeProperty[] = "spark.streaming.internal.batchTime";
inline constexpr char kOutputOpProperty[] = "spark.streaming.internal.outputOpId";

// What the calling thread of the driver has set for the jobs it starts, by key; see Application::setLocalProperty.
std::map<std::string, std::string>& LocalProperties();

}  // namespace sluice

#endif  // SLUICE_ENGINE_RDD_LOCAL_PROPERTIES_H_
