#include "driver/gateway/classes/hadoop_configuration.h"

#include <utility>

#include "common/observe/logging.h"
#include "driver/gateway/class.h"

namespace sluice::gateway {

const Class& HadoopConfiguration::Describe() {
  static const Class type =
      Class("org.apache.hadoop.conf.Configuration")
          .Has("set",
               [](HadoopConfiguration& self, std::string key, std::string value) { self.Set(key, std::move(value)); })
          .Has("unset", [](HadoopConfiguration& self, std::string key) { self.Unset(key); })
          .Has("get", [](HadoopConfiguration& self, std::string key) { return self.Get(key); })
          .Has("get", [](HadoopConfiguration& self, std::string key, std::optional<std::string> fallback) {
            std::optional<std::string> value = self.Get(key);
            return value.has_value() ? value : fallback;
          });
  return type;
}

void HadoopConfiguration::Set(const std::string& key, std::string value) {
  LogWarning("gateway", "there is no Hadoop here: its ", key, " changes nothing");
  MutexLock lock(&mu_);
  values_[key] = std::move(value);
}

void HadoopConfiguration::Unset(const std::string& key) {
  MutexLock lock(&mu_);
  values_.erase(key);
}

std::optional<std::string> HadoopConfiguration::Get(const std::string& key) const {
  MutexLock lock(&mu_);
  const auto found = values_.find(key);
  return found == values_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace sluice::gateway
