#include "tools/cli/resumed_application.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "common/base/status.h"
#include "common/fs/objects/object_path.h"
#include "state/checkpoint/lease_claim.h"
#include "state/checkpoint/lease_holder.h"
#include "state/checkpoint/lease_place.h"

namespace sluice {
namespace {

constexpr absl::Duration kBetweenLooks = absl::Milliseconds(100);

// The last one who had the lease, once it is sure that he has it no more.
absl::StatusOr<LeaseRecord> FormerHolder(Runtime& runtime, Files& files, const std::string& directory) {
  const std::string path = IsFileUri(directory) ? InNewestView(directory) : directory;
  SLUICE_ASSIGN_OR_RETURN(const std::unique_ptr<LeasePlace> place, OpenLeasePlace(files, path, ""));
  LeaseClaim claim({}, HasSurelyEnded);
  while (true) {
    const absl::StatusOr<SeenLease> seen = place->Look();
    SLUICE_RETURN_IF_ERROR(Annotate(seen.status(), "look whose checkpoint directory ", directory, " is"));
    const LeaseClaim::Decision decision = claim.OnSeen(*seen, runtime.clock().Now());
    if (decision == LeaseClaim::Decision::kRefuse) {
      return absl::FailedPreconditionError(
          StrCat("the application that uses ", directory, " still runs: ", claim.HolderText(), "; stop it first"));
    }
    if (decision == LeaseClaim::Decision::kTake) break;
    runtime.NewEvent()->Wait(kBetweenLooks);
  }
  if (claim.holder().has_value()) return *claim.holder();
  return absl::NotFoundError(StrCat("nothing in ", directory, " says which application it is of: submit the program ",
                                    "without --resume, it goes on from its checkpoint by itself"));
}

}  // namespace

absl::StatusOr<v1::ResumedApplication> FindResumed(Runtime& runtime, Files& files, const std::string& application) {
  v1::ResumedApplication resumed;
  resumed.set_application(application);
  if (application.find('/') == application.npos) return resumed;
  SLUICE_ASSIGN_OR_RETURN(const LeaseRecord holder, FormerHolder(runtime, files, application));
  if (!holder.application.starts_with("app-")) {
    return absl::FailedPreconditionError(StrCat(application, " is of a program that was not submitted to a cluster, ",
                                                ToString(holder),
                                                ": submit it without --resume, it goes on by itself"));
  }
  resumed.set_application(holder.application);
  resumed.set_former_lives(static_cast<int32_t>(std::max<int64_t>(holder.driver_life, 1)));
  return resumed;
}

}  // namespace sluice
