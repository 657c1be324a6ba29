#include "driver/gateway/classes/log4j_logger.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "common/base/mutex.h"
#include "common/base/str_cat.h"
#include "common/observe/log_level.h"
#include "driver/gateway/class.h"

namespace sluice::gateway {
namespace {

// The levels of loggers that have one of their own. Thread-safe.
class OwnLevels {
 public:
  static OwnLevels& OfThisProcess() {
    static OwnLevels levels;
    return levels;
  }
  std::shared_ptr<Log4jLevel> Get(const std::string& name) const {
    MutexLock lock(&mu_);
    const auto found = levels_.find(name);
    return found == levels_.end() ? nullptr : found->second;
  }
  void Set(const std::string& name, std::shared_ptr<Log4jLevel> level) {
    MutexLock lock(&mu_);
    levels_[name] = std::move(level);
  }

 private:
  mutable Mutex mu_;
  std::map<std::string, std::shared_ptr<Log4jLevel>> levels_ ABSL_GUARDED_BY(mu_);
};

// Whose level is that of our log: the root's, and Spark's own loggers are below the others.
bool IsOurs(std::string_view name) {
  return name.empty() || name == "org" || name == "org.apache" || name == "org.apache.spark";
}

// "a.b" for "a.b.c", the root for "a".
std::string Above(const std::string& name) {
  const size_t dot = name.rfind('.');
  return dot == std::string::npos ? "" : name.substr(0, dot);
}

std::shared_ptr<Log4jLogger> LoggerOf(std::string name) { return std::make_shared<Log4jLogger>(std::move(name)); }
std::shared_ptr<Log4jLogger> Root() { return LoggerOf(""); }

}  // namespace

const Class& Log4jLogger::Describe() {
  static const Class type =
      Class("org.apache.log4j.Logger")
          .Static("getRootLogger", &Root)
          .Static("getLogger", &LoggerOf)
          .Has("getName", [](Log4jLogger& self) { return self.name_; })
          .Has("getLevel", [](Log4jLogger& self) { return self.level(); })
          .Has("getEffectiveLevel", [](Log4jLogger& self) { return self.EffectiveLevel(); })
          .Has("setLevel", [](Log4jLogger& self, std::shared_ptr<Log4jLevel> level) { self.SetLevel(level); })
          .Has("isDebugEnabled", [](Log4jLogger& self) { return self.Writes(LogLevel::kDebug); })
          .Has("isInfoEnabled", [](Log4jLogger& self) { return self.Writes(LogLevel::kInfo); })
          .Has("trace", [](Log4jLogger& self, std::string text) { self.Write(LogLevel::kDebug, text); })
          .Has("debug", [](Log4jLogger& self, std::string text) { self.Write(LogLevel::kDebug, text); })
          .Has("info", [](Log4jLogger& self, std::string text) { self.Write(LogLevel::kInfo, text); })
          .Has("warn", [](Log4jLogger& self, std::string text) { self.Write(LogLevel::kWarning, text); })
          .Has("error", [](Log4jLogger& self, std::string text) { self.Write(LogLevel::kError, text); })
          .Has("fatal", [](Log4jLogger& self, std::string text) { self.Write(LogLevel::kError, text); });
  return type;
}

const Class& LogManagerClass() {
  static const Class type =
      Class("org.apache.log4j.LogManager").Static("getRootLogger", &Root).Static("getLogger", &LoggerOf);
  return type;
}

std::shared_ptr<Log4jLevel> Log4jLogger::level() const {
  const std::shared_ptr<Log4jLevel> own = OwnLevels::OfThisProcess().Get(name_);
  if (!IsOurs(name_)) return own;
  const LogLevel of_log = CurrentLogLevel();  // It may have been set otherwise since.
  if (own != nullptr && own->level() == of_log) return own;
  return name_.empty() ? Log4jLevel::Of(of_log) : nullptr;
}

std::shared_ptr<Log4jLevel> Log4jLogger::EffectiveLevel() const {
  for (std::string name = name_; !IsOurs(name); name = Above(name)) {
    if (auto own = OwnLevels::OfThisProcess().Get(name)) return own;
  }
  return Log4jLevel::Of(CurrentLogLevel());
}

void Log4jLogger::SetLevel(const std::shared_ptr<Log4jLevel>& level) const {
  if (IsOurs(name_) && level != nullptr) SetLogLevel(level->level());
  OwnLevels::OfThisProcess().Set(name_, level);
}

void Log4jLogger::Write(LogLevel level, const std::string& message) const {
  if (Writes(level)) WriteLog(level, name_, message);
}

}  // namespace sluice::gateway
