#ifndef SLUICE_COMMON_OBSERVE_LOG_LEVEL_H_
#define SLUICE_COMMON_OBSERVE_LOG_LEVEL_H_

#include "common/observe/logging.h"

namespace sluice {

// What is said less loudly than this is not written from now on, by this process. Thread-safe.
void SetLogLevel(LogLevel level);

}  // namespace sluice

#endif  // SLUICE_COMMON_OBSERVE_LOG_LEVEL_H_
