#include "driver/gateway/classes/spark_conf.h"

#include <vector>

#include "common/base/str_cat.h"
#include "common/settings/program_names.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/array.h"
#include "driver/gateway/classes/tuple2.h"
#include "driver/gateway/gateway.h"
#include "driver/gateway/java_error.h"

namespace sluice::gateway {
namespace {

std::shared_ptr<Object> SetIn(SparkConf& conf, const std::string& key, std::string value) {
  conf.Set(key, std::move(value));
  return conf.shared_from_this();
}

}  // namespace

const Class& SparkConf::Describe() {
  static const Class type =
      Class("org.apache.spark.SparkConf")
          .Constructor([](Gateway& gateway, bool with_defaults) {
            return std::make_shared<SparkConf>(with_defaults ? gateway.options().conf : Conf());
          })
          .Constructor([](Gateway& gateway) { return std::make_shared<SparkConf>(gateway.options().conf); })
          .Has("set", [](SparkConf& self, std::string key, std::string value) { return SetIn(self, key, value); })
          .Has("setIfMissing",
               [](SparkConf& self, std::string key, std::string value) {
                 return self.Get(key).has_value() ? self.shared_from_this() : SetIn(self, key, value);
               })
          .Has("setMaster", [](SparkConf& self, std::string value) { return SetIn(self, settings::kMaster, value); })
          .Has("setAppName", [](SparkConf& self, std::string value) { return SetIn(self, settings::kAppName, value); })
          .Has("remove",
               [](SparkConf& self, std::string key) {
                 self.Remove(key);
                 return self.shared_from_this();
               })
          .Has("contains", [](SparkConf& self, std::string key) { return self.Get(key).has_value(); })
          .Has("get",
               [](SparkConf& self, std::string key) -> absl::StatusOr<Value> {
                 if (std::optional<std::string> value = self.Get(key)) return Value(*std::move(value));
                 return JavaError("java.util.NoSuchElementException", key);
               })
          .Has("get",
               [](SparkConf& self, std::string key, std::optional<std::string> fallback) {
                 std::optional<std::string> value = self.Get(key);
                 return value.has_value() ? value : fallback;
               })
          .Has("getAll", [](SparkConf& self) { return self.All(); })
          .Has("toDebugString", [](SparkConf& self) { return self.DebugString(); });
  return type;
}

Conf SparkConf::conf() const {
  MutexLock lock(&mu_);
  return conf_;
}

void SparkConf::Set(const std::string& key, std::string value) {
  MutexLock lock(&mu_);
  conf_.Set(key, std::move(value));
}

void SparkConf::Remove(const std::string& key) {
  MutexLock lock(&mu_);
  Conf left;
  for (const auto& [name, value] : conf_.values()) {
    if (name != key) left.Set(name, value);
  }
  conf_ = std::move(left);
}

std::optional<std::string> SparkConf::Get(const std::string& key) const {
  MutexLock lock(&mu_);
  const auto found = conf_.values().find(key);
  return found == conf_.values().end() ? std::nullopt : std::optional(found->second);
}

std::shared_ptr<Array> SparkConf::All() const {
  std::vector<Value> all;
  const Conf now = conf();
  for (const auto& [key, value] : now.values()) all.push_back(std::make_shared<Tuple2>(key, value));
  return std::make_shared<Array>(std::move(all));
}

std::string SparkConf::DebugString() const {
  std::string text;
  const Conf now = conf();
  for (const auto& [key, value] : now.values()) text += StrCat(text.empty() ? "" : "\n", key, "=", value);
  return text;
}

}  // namespace sluice::gateway
