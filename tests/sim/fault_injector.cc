#include "tests/sim/fault_injector.h"

#include <algorithm>

#include "common/base/str_cat.h"

namespace sluice {

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
    Inject(rule);
    ScheduleNext(rule, times_left - 1);
  });
}

void FaultInjector::Inject(const FaultRule& rule) {
  const std::vector<ExecutorId> alive = cluster_.alive();
  const absl::Duration lasts = UpTo(rule.lasts);
  ExecutorId a = alive.empty() ? ExecutorId(-1) : PickOne(alive);
  ExecutorId b;
  switch (rule.kind) {
    case FaultKind::kKillReceiver: return Kill(true);
    case FaultKind::kKillOther: return Kill(false);
    case FaultKind::kDrain: return Drain();
    case FaultKind::kKillOneByOne: return KillOneByOne(rule.lasts, 1 + random_.Below(2));
    case FaultKind::kSlowTasks:
      cluster_.marks().Add(Mark::kTasksSlowed);
      return cluster_.tasks().SlowDown(lasts, rule.delay);
    case FaultKind::kFailingTasks: return cluster_.tasks().FailNext();
    case FaultKind::kBreakSource: return BreakSource(lasts);
    case FaultKind::kCloseSource:
      cluster_.marks().Add(Mark::kSourcesClosed);
      return cluster_.source(random_.Below(cluster_.source_count())).CloseConnections();
    case FaultKind::kClockBack: return cluster_.SetWallForward(-UpTo(rule.by));
    case FaultKind::kClockForward: return cluster_.SetWallForward(UpTo(rule.by));
    case FaultKind::kKillDriver:
    case FaultKind::kReplaceDriver: return TakeDriver(rule);
    case FaultKind::kFullDisk:
    case FaultKind::kReadOnlyDisk:
    case FaultKind::kFailingSyncs:
    case FaultKind::kSlowDisk: return TroubleDisk(rule);
    case FaultKind::kFlipBit: return FlipBit();
    default: break;
  }
  if (alive.empty()) return;
  if (rule.kind == FaultKind::kCutDriver) return cluster_.CutDriver(a, lasts);
  if (rule.kind == FaultKind::kSlowDriver) return cluster_.SlowDriver(a, lasts, rule.delay);
  if (rule.kind == FaultKind::kCutBoth) {
    cluster_.CutDriver(a, lasts);
    for (ExecutorId peer : alive) {
      if (peer != a) cluster_.CutPeers(a, peer, lasts);
    }
    return;
  }
  if (!PickTwo(a, b)) return;
  if (rule.kind == FaultKind::kCutPeers) return cluster_.CutPeers(a, b, lasts);
  cluster_.SlowPeers(a, b, lasts, rule.delay);
}

std::vector<ExecutorId> FaultInjector::PossibleVictims(bool receiver) const {
  std::vector<ExecutorId> victims = cluster_.alive();
  if (static_cast<int>(victims.size()) <= mix_.leave_alive) return {};
  std::erase_if(victims, [&](ExecutorId executor) { return cluster_.traffic().RunsReceiver(executor) != receiver; });
  return victims;
}

void FaultInjector::Kill(bool receiver) {
  const std::vector<ExecutorId> victims = PossibleVictims(receiver);
  if (!victims.empty()) cluster_.Kill(PickOne(victims));
}

// Any of them: the cluster starts another one.
void FaultInjector::Drain() {
  const std::vector<ExecutorId> alive = cluster_.alive();
  if (static_cast<int>(alive.size()) > mix_.leave_alive) cluster_.Drain(PickOne(alive));
}

void FaultInjector::KillOneByOne(absl::Duration apart, int more) {
  Kill(random_.Below(2) == 0);
  if (more == 0) return;
  cluster_.loop().After(UpTo(apart), [this, apart, more] { KillOneByOne(apart, more - 1); });
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

void FaultInjector::BreakSource(absl::Duration lasts) {
  SimSource& source = cluster_.source(random_.Below(cluster_.source_count()));
  cluster_.marks().Add(Mark::kSourcesBroken);
  source.SetRefusing(true);
  source.BreakConnections();
  cluster_.loop().After(lasts, [&source] { source.SetRefusing(false); });
}

void FaultInjector::TakeDriver(const FaultRule& rule) {
  if (!cluster_.driver_is_up()) return;
  const absl::Duration lasts = UpTo(rule.lasts);
  if (rule.kind == FaultKind::kKillDriver) return cluster_.FailOverDriver(lasts, /*loses_power=*/random_.Below(2) == 0);
  cluster_.ReplaceDriver(/*gap=*/lasts * static_cast<int>(1 + random_.Below(8)) / 4, lasts);
}

void FaultInjector::TroubleDisk(const FaultRule& rule) {
  SimDisk& disk = cluster_.disk();
  const absl::Duration lasts = UpTo(rule.lasts);
  cluster_.Note(StrCat("the disk is in trouble for ", absl::FormatDuration(lasts)));
  cluster_.marks().Add(Mark::kDisksTroubled);
  switch (rule.kind) {
    case FaultKind::kFullDisk: return disk.Fill(lasts);
    case FaultKind::kReadOnlyDisk: return disk.SetReadOnly(lasts);
    case FaultKind::kFailingSyncs: return disk.FailSyncs(lasts);
    default: return disk.SlowDown(lasts, rule.delay);
  }
}

void FaultInjector::FlipBit() {
  const std::string log = cluster_.disk().FlipBitOfReceivedLog();
  if (log.empty()) return;
  cluster_.marks().Add(Mark::kBitsFlipped);
  cluster_.ledgers().Damaged(log);
}

bool FaultInjector::PickTwo(ExecutorId& a, ExecutorId& b) {
  std::vector<ExecutorId> alive = cluster_.alive();
  if (alive.size() < 2) return false;
  a = PickOne(alive);
  std::erase(alive, a);
  b = PickOne(alive);
  return true;
}

absl::Duration FaultInjector::UpTo(absl::Duration longest) {
  return longest * static_cast<int>(random_.Below(1000)) / 1000;
}

}  // namespace sluice
