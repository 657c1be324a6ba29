#include "driver/application/begun_history.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "common/base/status.h"
#include "common/fs/file_uri.h"
#include "common/observe/logging.h"
#include "common/settings/event_log.h"
#include "driver/history/log/event_log_reader.h"

namespace sluice {
namespace {

constexpr int64_t kReplayedBytes = 8 << 20;  // They are more than a history remembers, and are read in a second.
constexpr char kLog[] = "event log";

HistoryOptions KeptOf(const DriverSettings& settings) {
  HistoryOptions kept;
  kept.batches.records = static_cast<size_t>(settings.finished_batches_max);
  return kept;
}

bool IsSecret(std::string_view key) {
  const std::string lower = absl::AsciiStrToLower(ToAbsl(key));
  for (const char* word : {"secret", "password", "token", "access.key", "accesskey", "credential"}) {
    if (lower.find(word) != lower.npos) return true;
  }
  return false;
}

std::map<std::string, std::string> SettingsOf(const Conf& conf) {
  std::map<std::string, std::string> settings;
  for (const auto& [key, value] : conf.values()) {
    settings[key] = IsSecret(key) ? "*********(redacted)" : IsFileUri(value) ? WithoutSecrets(value) : value;
  }
  return settings;
}

void ReplayFormerLives(EventLogPlace& place, const std::string& folder, History& history) {
  EventLogExtent extent;
  const absl::Status replayed = ReplayEventLog(place, folder, kReplayedBytes, extent, history);
  if (absl::IsNotFound(replayed)) return;  // They had none.
  if (!replayed.ok()) {
    LogWarning(kLog, "what former lives of the application have told is known in part: ", replayed.message());
  }
  LogInfo(kLog, "former lives have told events: events=", extent.events, " files=", extent.files);
}

}  // namespace

absl::StatusOr<BegunHistory> BeginHistory(Runtime& runtime, const DriverSettings& settings, const Conf& conf,
                                          ApplicationStarted application) {
  BegunHistory begun{.history = History(KeptOf(settings)), .started = std::move(application)};
  begun.started.settings = SettingsOf(conf);
  begun.started.at = runtime.clock().CalendarNow();
  if (!settings.event_log.has_value()) return begun;
  EventLogOptions options = *settings.event_log;
  SLUICE_ASSIGN_OR_RETURN(EventLogPlace * place, EventLogPlaceOf(options.folder));
  options.folder = ChildPath(options.folder, begun.started.application.value());
  if (begun.started.life > DriverLife(1)) ReplayFormerLives(*place, options.folder, begun.history);
  begun.log = std::make_unique<EventLogWriter>(runtime, *place, options);
  return begun;
}

}  // namespace sluice
