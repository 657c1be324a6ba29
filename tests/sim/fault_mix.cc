#include "tests/sim/fault_mix.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>

#include "absl/strings/numbers.h"
#include "common/base/status.h"
#include "common/base/units.h"

namespace sluice {
namespace {

absl::Status SetInt(const std::string& text, int& value) {
  if (absl::SimpleAtoi(text, &value) && value >= 0) return absl::OkStatus();
  return absl::InvalidArgumentError(StrCat("not a count: ", text));
}

absl::Status SetDuration(const std::string& text, absl::Duration& value) {
  SLUICE_ASSIGN_OR_RETURN(value, ParseDuration(text));
  return absl::OkStatus();
}

absl::Status SetBytes(const std::string& text, int64_t& value) {
  SLUICE_ASSIGN_OR_RETURN(value, ParseBytes(text));
  return absl::OkStatus();
}

absl::Status SetShare(const std::string& text, double& value) {
  if (absl::SimpleAtod(text, &value) && value > 0 && value <= 1) return absl::OkStatus();
  return absl::InvalidArgumentError(StrCat("not a share between 0 and 1: ", text));
}

absl::Status SetOfCluster(const std::string& key, const std::string& value, FaultMix& mix) {
  if (key == "workers") return SetInt(value, mix.workers);
  if (key == "late_workers") return SetInt(value, mix.late_workers);
  if (key == "leave_alive") return SetInt(value, mix.leave_alive);
  if (key == "restart_after") return SetDuration(value, mix.restart_after);
  if (key == "memory") return SetBytes(value, mix.memory_bytes);
  if (key == "disk") return SetBytes(value, mix.disk_bytes);
  if (key == "input_share") return SetShare(value, mix.input_share);
  if (key == "speculation") return mix.speculation = value == "true", absl::OkStatus();
  if (key == "kill_during_stop") return mix.kill_during_stop = value == "true", absl::OkStatus();
  if (key == "checkpoint") return mix.checkpoint = value == "true", absl::OkStatus();
  if (key == "write_ahead_log") return mix.write_ahead_log = value == "true", absl::OkStatus();
  if (key == "positions") return mix.positions = value == "true", absl::OkStatus();
  if (key == "totals") return mix.totals = value == "true", absl::OkStatus();
  return absl::InvalidArgumentError("no such setting");
}

absl::Status SetOfRule(const std::string& key, const std::string& value, FaultRule& rule) {
  if (key == "every") return SetDuration(value, rule.average_pause);
  if (key == "lasts") return SetDuration(value, rule.lasts);
  if (key == "delay") return SetDuration(value, rule.delay);
  if (key == "by") return SetDuration(value, rule.by);
  if (key == "times") return SetInt(value, rule.times);
  return absl::InvalidArgumentError("no such setting of a fault");
}

// Sections come in the order of the file; the parser marks their beginning with "++" and their end with "--".
absl::Status SetItem(const CLI::ConfigItem& item, FaultMix& mix) {
  if (item.parents.empty()) {
    return item.inputs.size() == 1 ? SetOfCluster(item.name, item.inputs[0], mix)
                                   : absl::InvalidArgumentError("expects one value");
  }
  const auto fault = std::find_if(AllFaults().begin(), AllFaults().end(),
                                  [&](const FaultTraits& traits) { return traits.name == item.parents[0]; });
  if (fault == AllFaults().end()) return absl::InvalidArgumentError("no such fault");
  if (item.name == "++") return mix.rules.push_back({.kind = fault->kind}), absl::OkStatus();
  if (item.name == "--") return absl::OkStatus();
  if (item.inputs.size() != 1) return absl::InvalidArgumentError("expects one value");
  return SetOfRule(item.name, item.inputs[0], mix.rules.back());
}

// Without a checkpoint directory nothing goes on after the driver, and nothing is on the disk.
absl::Status CheckGoesTogether(const FaultMix& mix) {
  if (!mix.write_ahead_log && (mix.positions || mix.totals)) {
    return absl::InvalidArgumentError("positions and totals need write_ahead_log: else nobody knows what may be lost");
  }
  if (mix.checkpoint) return absl::OkStatus();
  if (mix.write_ahead_log) return absl::InvalidArgumentError("write_ahead_log needs checkpoint");
  for (const FaultRule& rule : mix.rules) {
    const FaultTraits& fault = TraitsOf(rule.kind);
    if (fault.needs_checkpoint) return absl::InvalidArgumentError(StrCat(fault.name, " needs checkpoint"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<FaultMix> ReadFaultMix(const std::string& path) {
  FaultMix mix;
  mix.name = std::filesystem::path(path).stem();
  std::vector<CLI::ConfigItem> items;
  try {
    items = CLI::ConfigTOML().from_file(path);
  } catch (const CLI::Error& error) {
    return absl::InvalidArgumentError(StrCat(path, ": ", error.what()));
  }
  for (const CLI::ConfigItem& item : items) {
    SLUICE_RETURN_IF_ERROR(Annotate(SetItem(item, mix), path, ": ", item.fullname()));
  }
  SLUICE_RETURN_IF_ERROR(Annotate(CheckGoesTogether(mix), path));
  return mix;
}

absl::StatusOr<std::vector<FaultMix>> ReadFaultMixes(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".toml") paths.push_back(entry.path());
  }
  if (paths.empty()) return absl::NotFoundError(StrCat("no fault mixes (*.toml) in ", folder));
  std::sort(paths.begin(), paths.end());
  std::vector<FaultMix> mixes;
  for (const std::string& path : paths) {
    SLUICE_ASSIGN_OR_RETURN(FaultMix mix, ReadFaultMix(path));
    mixes.push_back(std::move(mix));
  }
  return mixes;
}

}  // namespace sluice
