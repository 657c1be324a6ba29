#include "driver/daemon/application_table.h"

#include <algorithm>
#include <string_view>

#include "common/base/status.h"

namespace sluice {
namespace {

absl::Status Unknown(const ApplicationId& id) { return absl::NotFoundError(StrCat("no application ", id)); }

absl::Status CheckRuns(const ApplicationId& id, const ApplicationTable& table, std::string_view what) {
  const auto found = table.find(id);
  if (found == table.end()) return Unknown(id);
  if (found->second.state == ApplicationState::kRunning) return absl::OkStatus();
  return absl::FailedPreconditionError(
      StrCat("application ", id, " is ", Name(found->second.state), ": it has no driver ", what));
}

}  // namespace

absl::Status AddApplication::CanApply(const ApplicationTable& table) const {
  const auto found = table.find(application);
  if (found == table.end()) return absl::OkStatus();
  if (former_lives == 0) return absl::AlreadyExistsError(StrCat("application ", application, " exists already"));
  if (IsEnded(found->second.state)) return absl::OkStatus();
  return absl::FailedPreconditionError(StrCat("application ", application, " is ", Name(found->second.state),
                                              ": only one that has ended can be resumed; `sluice kill ", application,
                                              "` ends it"));
}

absl::Status AddApplication::Apply(ApplicationTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  ApplicationRecord& record = table[application];
  record = {.spec = spec,
            .submitted = submitted,
            .starts = std::max(former_lives, record.starts),
            .next_executor = record.next_executor};
  return absl::OkStatus();
}

absl::Status MoveApplication::CanApply(const ApplicationTable& table) const {
  const auto found = table.find(application);
  if (found == table.end()) return Unknown(application);
  if (CanMove(found->second.state, to)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      StrCat("application ", application, " is ", Name(found->second.state), " and cannot become ", Name(to)));
}

absl::Status MoveApplication::Apply(ApplicationTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  ApplicationRecord& record = table[application];
  record.state = to;
  record.message = message;
  record.exit_code = exit_code;
  record.stop.reset();
  record.said_exit_code.reset();
  if (to == ApplicationState::kRunning) {
    record.started = at;
    ++record.starts;
  }
  if (IsEnded(to)) record.ended = at;
  return absl::OkStatus();
}

absl::Status StopApplication::CanApply(const ApplicationTable& table) const {
  return CheckRuns(application, table, "to stop");
}

absl::Status StopApplication::Apply(ApplicationTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  table[application].stop = order;
  return absl::OkStatus();
}

absl::Status FinishApplication::CanApply(const ApplicationTable& table) const {
  return CheckRuns(application, table, "that could have finished");
}

absl::Status FinishApplication::Apply(ApplicationTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  table[application].said_exit_code = exit_code;
  return absl::OkStatus();
}

absl::Status NumberExecutor::CanApply(const ApplicationTable& table) const {
  const auto found = table.find(application);
  if (found == table.end()) return Unknown(application);
  if (executor >= found->second.next_executor) return absl::OkStatus();
  return absl::AlreadyExistsError(StrCat("executor ", executor, " of ", application, " was started before"));
}

absl::Status NumberExecutor::Apply(ApplicationTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  table[application].next_executor = ExecutorId(executor.value() + 1);
  return absl::OkStatus();
}

absl::Status ForgetApplication::CanApply(const ApplicationTable& table) const {
  const auto found = table.find(application);
  if (found == table.end()) return Unknown(application);
  if (IsEnded(found->second.state)) return absl::OkStatus();
  return absl::FailedPreconditionError(StrCat("application ", application, " is ", Name(found->second.state)));
}

absl::Status ForgetApplication::Apply(ApplicationTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  table.erase(application);
  return absl::OkStatus();
}

std::vector<ApplicationId> SurplusOf(const ApplicationTable& table, int ended_kept) {
  std::vector<ApplicationId> ended;
  for (const auto& [id, record] : table) {
    if (IsEnded(record.state)) ended.push_back(id);
  }
  ended.resize(std::max<size_t>(ended.size(), ended_kept) - ended_kept);
  return ended;
}

}  // namespace sluice
