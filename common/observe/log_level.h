#ifndef SLUICE_COMMON_OBSERVE_LOG_LEVEL_H_
#define SLUICE_COMMON_OBSERVE_LOG_LEVEL_H_

#include <string_view>

#include "common/observe/logging.h"

namespace sluice {

// What is said less loudly than this is not written from now on, by this process. Thread-safe.
void SetLogLevel(LogLevel level);
LogLevel CurrentLogLevel();

// One line whatever that level is, for who has decided by a level of its own. Thread-safe.
void WriteLog(LogLevel level, std::string_view component, std::string_view message);

}  // namespace sluice

#endif  // SLUICE_COMMON_OBSERVE_LOG_LEVEL_H_
