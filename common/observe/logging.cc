#include "common/observe/logging.h"

#include <stdlib.h>

#include <memory>
#include <utility>

#include "absl/strings/str_replace.h"
#include "common/base/printable.h"
#include "spdlog/logger.h"
#include "spdlog/sinks/stdout_sinks.h"

namespace sluice {
namespace {

constexpr size_t kLineBytesMax = 64 << 10;
constexpr std::pair<std::string_view, LogLevel> kLevels[] = {{"debug", LogLevel::kDebug},
                                                             {"info", LogLevel::kInfo},
                                                             {"warning", LogLevel::kWarning},
                                                             {"error", LogLevel::kError},
                                                             {"off", LogLevel::kOff}};
void SetRole(spdlog::logger& logger, const std::string& role) {
  logger.set_pattern(StrCat("%Y-%m-%dT%H:%M:%S.%e%z %L ", absl::StrReplaceAll(role, {{"%", "%%"}}), " %v"),
                     spdlog::pattern_time_type::utc);
}

// Never destroyed: threads may log until the process ends.
spdlog::logger& Logger() {
  static spdlog::logger* const logger = [] {
    auto* made = new spdlog::logger("", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_level(spdlog::level::trace);  // Log() has decided already.
    SetRole(*made, "sluice");
    return made;
  }();
  return *logger;
}

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return spdlog::level::debug;
    case LogLevel::kInfo: return spdlog::level::info;
    case LogLevel::kWarning: return spdlog::level::warn;
    default: return spdlog::level::err;
  }
}

}  // namespace

absl::Status SetUpLogging(const LoggingOptions& options) {
  const char* variable = getenv("SLUICE_LOG_LEVEL");
  std::string wanted = options.level;
  if (wanted.empty()) wanted = variable != nullptr ? variable : "info";
  for (const auto& [name, level] : kLevels) {
    if (wanted != name) continue;
    log_internal::lowest_level = level;
    SetRole(Logger(), options.role);
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      StrCat("log level must be debug, info, warning, error or off: level=\"", wanted, "\""));
}

void log_internal::Write(LogLevel level, std::string_view component, std::string_view message) {
  // Other people's text may not forge lines, nor fill the disk.
  Logger().log(ToSpdlog(level), "{}: {}", component, Printable(Shortened(message, kLineBytesMax)));
}

}  // namespace sluice
