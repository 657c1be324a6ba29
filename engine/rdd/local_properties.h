#ifndef SLUICE_ENGINE_RDD_LOCAL_PROPERTIES_H_
#define SLUICE_ENGINE_RDD_LOCAL_PROPERTIES_H_

#include <map>
#include <string>

namespace sluice {

inline constexpr char kSchedulerPool[] = "spark.scheduler.pool";  // Of the jobs of a thread.

// What the calling thread of the driver has set for the jobs it starts, by key; see Application::setLocalProperty.
std::map<std::string, std::string>& LocalProperties();

}  // namespace sluice

#endif  // SLUICE_ENGINE_RDD_LOCAL_PROPERTIES_H_
