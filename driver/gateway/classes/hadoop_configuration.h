#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_HADOOP_CONFIGURATION_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_HADOOP_CONFIGURATION_H_

#include <map>
#include <optional>
#include <string>

#include "common/base/mutex.h"
#include "driver/gateway/object.h"

namespace sluice::gateway {

// What a program says about Hadoop, and reads back there. There is no Hadoop: it changes nothing, and a warning says
// so. Thread-safe.
class HadoopConfiguration : public ObjectOf<HadoopConfiguration> {
 public:
  static const Class& Describe();

  void Set(const std::string& key, std::string value);
  void Unset(const std::string& key);
  std::optional<std::string> Get(const std::string& key) const;

 private:
  mutable Mutex mu_;
  std::map<std::string, std::string> values_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_HADOOP_CONFIGURATION_H_
