#include "driver/gateway/classes/system.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "common/base/mutex.h"
#include "common/clock/clock.h"
#include "driver/gateway/class.h"

namespace sluice::gateway {
namespace {

// The properties of the process. Thread-safe.
class Properties {
 public:
  static Properties& OfThisProcess() {
    static Properties properties;
    return properties;
  }
  std::optional<std::string> Get(const std::string& key) {
    MutexLock lock(&mu_);
    const auto found = values_.find(key);
    return found == values_.end() ? std::nullopt : std::optional(found->second);
  }
  std::optional<std::string> Set(const std::string& key, std::string value) {
    std::optional<std::string> former = Get(key);
    MutexLock lock(&mu_);
    values_[key] = std::move(value);
    return former;
  }

 private:
  Mutex mu_;
  std::map<std::string, std::string> values_ ABSL_GUARDED_BY(mu_);
};

}  // namespace

const Class& SystemClass() {
  static const Class type =
      Class("java.lang.System")
          .Static("getProperty", [](std::string key) { return Properties::OfThisProcess().Get(key); })
          .Static(
              "setProperty",
              [](std::string key, std::string value) { return Properties::OfThisProcess().Set(key, std::move(value)); })
          .Static("currentTimeMillis", [] { return absl::ToUnixMillis(SystemClock().WallNow()); });
  return type;
}

}  // namespace sluice::gateway
