#include "driver/block_master/block_reports.h"

#include "common/base/status.h"
#include "common/observe/logging.h"

namespace sluice {

absl::Status BlockReports::Add(ExecutorId from, const AddBlock& add) {
  SLUICE_RETURN_IF_ERROR(Tell({from, add}));
  if (add.info.position.has_value() && !waiting_.empty()) TellAgain();
  return absl::OkStatus();
}

absl::Status BlockReports::Tell(const Report& report) {
  absl::Status added = master_.Apply(report.add);
  for (const auto& [block, holder] : master_.TakeDropped()) unwanted_.push_back({block, holder});
  if (absl::IsInvalidArgument(added)) return added;
  const bool is_refused = absl::IsAlreadyExists(added) || absl::IsFailedPrecondition(added);
  if (absl::IsUnavailable(added) || (absl::IsFailedPrecondition(added) && IsUnclaimed(report))) {
    waiting_.push_back(report);
    return absl::OkStatus();
  }
  if (!added.ok() && !is_refused) {
    LogError("blocks", added.ToString());
    return absl::OkStatus();
  }
  const bool is_wanted = master_.table().Find(report.add.id) != nullptr;
  if (!is_wanted) unwanted_.push_back({report.add.id, report.from});
  return absl::OkStatus();
}

void BlockReports::TellAgain() {
  for (const Report& report : std::exchange(waiting_, {})) Tell(report).IgnoreError();  // It has been no nonsense.
}

void BlockReports::OnRunBegun(absl::Time now) {
  if (!until_.has_value()) until_ = now + grace_;
  TellAgain();
}

std::vector<BlockReports::Unwanted> BlockReports::TakeUnwanted(absl::Time now) {
  if (until_.has_value() && now >= *until_) {
    std::erase_if(waiting_, [this](const Report& report) {
      if (!IsUnclaimed(report)) return false;
      unwanted_.push_back({report.add.id, report.from});
      return true;
    });
  }
  return std::exchange(unwanted_, {});
}

std::optional<absl::Time> BlockReports::NextDeadline() const {
  for (const Report& report : waiting_) {
    if (IsUnclaimed(report)) return until_;
  }
  return std::nullopt;
}

}  // namespace sluice
