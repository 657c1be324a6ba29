#ifndef SLUICE_COMMON_OBSERVE_LOGGING_H_
#define SLUICE_COMMON_OBSERVE_LOGGING_H_

#include <atomic>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/base/str_cat.h"

namespace sluice {

// One line per message on stderr, over spdlog, which stays out of this header:
//   2026-11-21T10:54:00.123+0000 I executor receiver: connected to 10.0.0.7:9999
//
//   LogInfo("receiver", "connected to ", address);    // Takes what StrCat takes. Thread-safe.
enum class LogLevel : int { kDebug, kInfo, kWarning, kError, kOff };

struct LoggingOptions {
  std::string role;   // What this process is: "driver", "worker", "executor".
  std::string level;  // "debug", "info", "warning", "error" or "off"; empty: $SLUICE_LOG_LEVEL, else "info".
};

// Called once, at the start of main. INVALID_ARGUMENT: no such level.
absl::Status SetUpLogging(const LoggingOptions& options);

namespace log_internal {
inline std::atomic<LogLevel> lowest_level{LogLevel::kInfo};
void Write(LogLevel level, std::string_view component, std::string_view message);
}  // namespace log_internal

template <class... Parts>
void Log(LogLevel level, std::string_view component, const Parts&... parts) {
  if (level < log_internal::lowest_level.load(std::memory_order_relaxed)) return;
  log_internal::Write(level, component, StrCat(parts...));
}
template <class... Parts>
void LogDebug(std::string_view component, const Parts&... parts) {
  Log(LogLevel::kDebug, component, parts...);
}
template <class... Parts>
void LogInfo(std::string_view component, const Parts&... parts) {
  Log(LogLevel::kInfo, component, parts...);
}
// Something is wrong, and Sluice goes on by itself.
template <class... Parts>
void LogWarning(std::string_view component, const Parts&... parts) {
  Log(LogLevel::kWarning, component, parts...);
}
// Something is wrong, and somebody has to do something.
template <class... Parts>
void LogError(std::string_view component, const Parts&... parts) {
  Log(LogLevel::kError, component, parts...);
}

}  // namespace sluice

#endif  // SLUICE_COMMON_OBSERVE_LOGGING_H_
