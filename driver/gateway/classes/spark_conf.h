#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_SPARK_CONF_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_SPARK_CONF_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/mutex.h"
#include "common/settings/conf.h"
#include "driver/gateway/object.h"

namespace sluice::gateway {

class Array;

// Settings by name, as the program makes them before its context. Thread-safe.
class SparkConf : public ObjectOf<SparkConf> {
 public:
  static constexpr std::string_view kName = "SparkConf";
  static const Class& Describe();
  explicit SparkConf(Conf conf) : conf_(std::move(conf)) {}

  Conf conf() const;
  void Set(const std::string& key, std::string value);
  void Remove(const std::string& key);
  std::optional<std::string> Get(const std::string& key) const;
  std::shared_ptr<Array> All() const;
  // A setting a line.
  std::string DebugString() const;

 private:
  mutable Mutex mu_;
  Conf conf_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_SPARK_CONF_H_
