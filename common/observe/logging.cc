#include "common/observe/logging.h"

#include <stdlib.h>

#include <memory>
#include <utility>

#include "spdlog/logger.h"
#include "spdlog/sinks/stdout_sinks.h"

namespace sluice {
namespace {

constexpr std::pair<std::string_view, LogLevel> kLevels[] = {{"debug", LogLevel::kDebug},
                                                             {"info", LogLevel::kInfo},
                                                             {"warning", LogLevel::kWarning},
                                                             {"error", LogLevel::kError},
                                                             {"off", LogLevel::kOff}};
constexpr char kPattern[] = "%Y-%m-%dT%H:%M:%S.%e%z %L %n %v";  // %n: the role, as the logger's name.

spdlog::logger* NewLogger(const std::string& role) {
  auto* logger = new spdlog::logger(role, std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern(kPattern, spdlog::pattern_time_type::utc);
  logger->set_level(spdlog::level::trace);  // Log() has decided already.
  return logger;
}

// Never destroyed: threads may log until the process ends.
std::atomic<spdlog::logger*>& Logger() {
  static std::atomic<spdlog::logger*> logger{NewLogger("sluice")};
  return logger;
}

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return spdlog::level::debug;
    case LogLevel::kInfo: return spdlog::level::info;
    case LogLevel::kWarning: return spdlog::level::warn;
    default: return spdlog::level::err;
  }
}

// Other people's text may not forge lines.
std::string OnOneLine(std::string_view message) {
  std::string line;
  line.reserve(message.size());
  for (char c : message) {
    if (c == '\n') {
      line += "\\n";
    } else {
      line += static_cast<unsigned char>(c) < ' ' && c != '\t' ? '?' : c;
    }
  }
  return line;
}

}  // namespace

absl::Status SetUpLogging(const LoggingOptions& options) {
  const char* variable = getenv("SLUICE_LOG_LEVEL");
  std::string_view wanted = !options.level.empty() ? options.level : variable != nullptr ? variable : "info";
  for (const auto& [name, level] : kLevels) {
    if (wanted != name) continue;
    log_internal::lowest_level = level;
    Logger() = NewLogger(options.role);
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      StrCat("log level must be debug, info, warning, error or off: level=\"", wanted, "\""));
}

void log_internal::Write(LogLevel level, std::string_view component, std::string_view message) {
  Logger().load()->log(ToSpdlog(level), "{}: {}", component, OnOneLine(message));
}

}  // namespace sluice
