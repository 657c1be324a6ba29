#include "common/observe/log_level.h"

namespace sluice {

void SetLogLevel(LogLevel level) { log_internal::lowest_level.store(level, std::memory_order_relaxed); }

LogLevel CurrentLogLevel() { return log_internal::lowest_level.load(std::memory_order_relaxed); }

void WriteLog(LogLevel level, std::string_view component, std::string_view message) {
  log_internal::Write(level, component, message);
}

}  // namespace sluice
