#include "common/observe/log_level.h"

namespace sluice {

void SetLogLevel(LogLevel level) { log_internal::lowest_level.store(level, std::memory_order_relaxed); }

}  // namespace sluice
