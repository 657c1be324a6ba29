#include "tests/sim/fault_kind.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "common/base/check.h"

namespace sluice {
namespace {

constexpr FaultTraits kFaults[] = {
    {FaultKind::kKillReceiver, "kill_receiver"},
    {FaultKind::kKillOther, "kill_other"},
    {FaultKind::kKillOneByOne, "kill_one_by_one"},
    {FaultKind::kDrain, "drain"},
    {FaultKind::kCutDriver, "cut_driver"},
    {FaultKind::kCutPeers, "cut_peers"},
    {FaultKind::kCutBoth, "cut_both"},
    {FaultKind::kSlowDriver, "slow_driver"},
    {FaultKind::kSlowPeers, "slow_peers"},
    {FaultKind::kSlowTasks, "slow_tasks"},
    {FaultKind::kFailingTasks, "failing_tasks"},
    {FaultKind::kBreakSource, "break_source"},
    {FaultKind::kCloseSource, "close_source"},
    {FaultKind::kClockBack, "clock_back"},
    {FaultKind::kClockForward, "clock_forward"},
    {FaultKind::kKillDriver, "kill_driver", /*needs_checkpoint=*/true},
    {FaultKind::kReplaceDriver, "replace_driver", /*needs_checkpoint=*/true},
    {FaultKind::kFullDisk, "full_disk", /*needs_checkpoint=*/true},
    {FaultKind::kReadOnlyDisk, "read_only_disk", /*needs_checkpoint=*/true},
    {FaultKind::kFailingSyncs, "failing_syncs", /*needs_checkpoint=*/true},
    {FaultKind::kSlowDisk, "slow_disk", /*needs_checkpoint=*/true},
    {FaultKind::kFlipBit, "flip_bit", /*needs_checkpoint=*/true},
};
static_assert(std::size(kFaults) == static_cast<size_t>(FaultKind::kCount));

}  // namespace

absl::Span<const FaultTraits> AllFaults() { return kFaults; }

const FaultTraits& TraitsOf(FaultKind kind) {
  const auto* found = std::find_if(std::begin(kFaults), std::end(kFaults),
                                   [kind](const FaultTraits& traits) { return traits.kind == kind; });
  SLUICE_CHECK(found != std::end(kFaults));
  return *found;
}

}  // namespace sluice
