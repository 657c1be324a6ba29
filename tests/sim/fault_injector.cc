#include "tests/sim/fault_injector.h"

#include <algorithm>

#include "common/base/str_cat.h"

namespace sluice {
namespace {

// Calls that a disk in that trouble has refused or kept waiting.
int64_t HitsOf(FaultKind kind, const SimDisk& disk) {
  switch (kind) {
    case FaultKind::kFullDisk: return disk.refusals(absl::StatusCode::kResourceExhausted);
    case FaultKind::kReadOnlyDisk: return disk.refusals(absl::StatusCode::kPermissionDenied);
    case FaultKind::kFailingSyncs: return disk.failed_syncs();
    default: return disk.waits();
  }
}

}  // namespace

FaultInjector::FaultInjector(SimCluster& cluster, const FaultMix& mix, uint64_t seed, absl::Time end)
    : cluster_(cluster), mix_(mix), random_(seed), end_(end) {}

void FaultInjector::Start() {
  for (const FaultRule& rule : mix_.rules) ScheduleNext(rule, rule.times);
  if (mix_.kill_during_stop) KillDuringStop();
}

void FaultInjector::ScheduleNext(const FaultRule& rule, int times_left) {
  if (times_left == 0) return;
  cluster_.loop().After(UpTo(rule.average_pause * 2), [this, &rule, times_left] {
    if (cluster_.loop().clock().Now() >= end_) return;
    if (Inject(rule)) cluster_.marks().Add(rule.kind);
    ScheduleNext(rule, times_left - 1);
  });
}

bool FaultInjector::Inject(const FaultRule& rule) {
  const absl::Duration lasts = UpTo(rule.lasts);
  const std::vector<ExecutorId> alive = cluster_.alive();
  const ExecutorId executor = alive.empty() ? ExecutorId(-1) : PickOne(alive);
  switch (rule.kind) {
    case FaultKind::kKillReceiver: return Kill(true);
    case FaultKind::kKillOther: return Kill(false);
    case FaultKind::kDrain: return Drain();
    case FaultKind::kKillOneByOne: return KillOneByOne(rule.lasts, 1 + random_.Below(2));
    case FaultKind::kCutDriver:
    case FaultKind::kCutBoth:
    case FaultKind::kSlowDriver: return !alive.empty() && TroubleLinksOf(executor, rule, lasts);
    case FaultKind::kCutPeers:
    case FaultKind::kSlowPeers: return TroublePeers(rule, lasts);
    case FaultKind::kSlowTasks: return cluster_.tasks().SlowDown(lasts, rule.delay), true;
    case FaultKind::kFailingTasks: return cluster_.tasks().FailNext(), true;
    case FaultKind::kBreakSource:
    case FaultKind::kCloseSource: return TroubleSource(rule, lasts);
    case FaultKind::kClockBack: return cluster_.SetWallForward(-UpTo(rule.by)), true;
    case FaultKind::kClockForward: return cluster_.SetWallForward(UpTo(rule.by)), true;
    case FaultKind::kKillDriver:
    case FaultKind::kReplaceDriver: return TakeDriver(rule);
    case FaultKind::kFullDisk:
    case FaultKind::kReadOnlyDisk:
    case FaultKind::kFailingSyncs:
    case FaultKind::kSlowDisk: return TroubleDisk(rule), false;
    case FaultKind::kFlipBit: return FlipBit(), false;
    case FaultKind::kCount: break;
  }
  return false;
}

std::vector<ExecutorId> FaultInjector::PossibleVictims(bool receiver) const {
  std::vector<ExecutorId> victims = cluster_.alive();
  if (static_cast<int>(victims.size()) <= mix_.leave_alive) return {};
  std::erase_if(victims, [&](ExecutorId executor) { return cluster_.traffic().RunsReceiver(executor) != receiver; });
  return victims;
}

bool FaultInjector::Kill(bool receiver) {
  const std::vector<ExecutorId> victims = PossibleVictims(receiver);
  if (victims.empty()) return false;
  cluster_.Kill(PickOne(victims));
  return true;
}

// Any of them: the cluster starts another one.
bool FaultInjector::Drain() {
  const std::vector<ExecutorId> alive = cluster_.alive();
  if (static_cast<int>(alive.size()) <= mix_.leave_alive) return false;
  cluster_.Drain(PickOne(alive));
  return true;
}

bool FaultInjector::KillOneByOne(absl::Duration apart, int more) {
  const bool killed = Kill(random_.Below(2) == 0);
  if (more > 0) cluster_.loop().After(UpTo(apart), [this, apart, more] { KillOneByOne(apart, more - 1); });
  return killed;
}

void FaultInjector::KillDuringStop() {
  cluster_.OnStopping([this] {
    cluster_.loop().After(UpTo(absl::Milliseconds(300)), [this] {
      const std::vector<ExecutorId> alive = cluster_.alive();
      if (alive.size() < 2 || !cluster_.is_running()) return;
      cluster_.marks().Add(Mark::kKilledDuringStop);
      cluster_.Kill(PickOne(alive));
    });
  });
}

bool FaultInjector::TroubleLinksOf(ExecutorId executor, const FaultRule& rule, absl::Duration lasts) {
  if (rule.kind == FaultKind::kSlowDriver) return cluster_.SlowDriver(executor, lasts, rule.delay), true;
  cluster_.CutDriver(executor, lasts);
  if (rule.kind == FaultKind::kCutDriver) return true;
  for (ExecutorId peer : cluster_.alive()) {
    if (peer != executor) cluster_.CutPeers(executor, peer, lasts);
  }
  return true;
}

bool FaultInjector::TroublePeers(const FaultRule& rule, absl::Duration lasts) {
  std::vector<ExecutorId> alive = cluster_.alive();
  if (alive.size() < 2) return false;
  const ExecutorId a = PickOne(alive);
  std::erase(alive, a);
  const ExecutorId b = PickOne(alive);
  if (rule.kind == FaultKind::kCutPeers) return cluster_.CutPeers(a, b, lasts), true;
  return cluster_.SlowPeers(a, b, lasts, rule.delay), true;
}

bool FaultInjector::TroubleSource(const FaultRule& rule, absl::Duration lasts) {
  SimSource& source = cluster_.source(random_.Below(cluster_.source_count()));
  if (rule.kind == FaultKind::kCloseSource) return source.CloseConnections(), true;
  source.SetRefusing(true);
  source.BreakConnections();
  cluster_.loop().After(lasts, [&source] { source.SetRefusing(false); });
  return true;
}

bool FaultInjector::TakeDriver(const FaultRule& rule) {
  if (!cluster_.driver_is_up()) return false;
  const absl::Duration lasts = UpTo(rule.lasts);
  if (rule.kind == FaultKind::kKillDriver) {
    cluster_.FailOverDriver(lasts, /*loses_power=*/random_.Below(2) == 0);
  } else {
    cluster_.ReplaceDriver(/*gap=*/lasts * static_cast<int>(1 + random_.Below(8)) / 4, lasts);
  }
  return true;
}

// It has hit something if the disk has refused a change meanwhile, or kept a call waiting, because of it.
void FaultInjector::TroubleDisk(const FaultRule& rule) {
  SimDisk& disk = cluster_.disk();
  const absl::Duration lasts = UpTo(rule.lasts);
  cluster_.Note(StrCat("the disk is in trouble for ", absl::FormatDuration(lasts)));
  cluster_.loop().After(lasts, [&cluster = cluster_, kind = rule.kind, before = HitsOf(rule.kind, disk)] {
    if (HitsOf(kind, cluster.disk()) > before) cluster.marks().Add(kind);
  });
  switch (rule.kind) {
    case FaultKind::kFullDisk: return disk.Fill(lasts);
    case FaultKind::kReadOnlyDisk: return disk.SetReadOnly(lasts);
    case FaultKind::kFailingSyncs: return disk.FailSyncs(lasts);
    default: return disk.SlowDown(lasts, rule.delay);
  }
}

// It has hit something once somebody has read the bit, see RunSeed.
void FaultInjector::FlipBit() {
  const std::string log = cluster_.disk().FlipBitOfReceivedLog();
  if (log.empty()) return;
  cluster_.Note("a bit of the log of a former start of a receiver is flipped");
  cluster_.ledgers().Damaged(log);
}

absl::Duration FaultInjector::UpTo(absl::Duration longest) {
  return longest * static_cast<int>(random_.Below(1000)) / 1000;
}

}  // namespace sluice
