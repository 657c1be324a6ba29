#include "tests/sim/seed_run.h"

#include <iostream>

#include "common/base/status.h"
#include "common/fs/files.h"
#include "common/fs/temporary_folder.h"
#include "tests/sim/fault_injector.h"
#include "tests/sim/sim_cluster.h"

namespace sluice {
namespace {

const absl::Duration kEndDeadline = absl::Minutes(3);  // Simulated, from the last line and the last fault.

// Of the few files that are not on the simulated disk, see WordCountOptions.
std::string RealFolder(uint64_t seed) {
  static const TemporaryFolder folder = *TemporaryFolder::Create("sim-saved");
  return StrCat(folder.path(), "/", seed);
}

// What a seed decides before anything runs.
class SeedPlan {
 public:
  SeedPlan(uint64_t seed, const FaultMix& mix) : seed_(seed), random_(MixBits(seed)), mix_(mix) {}

  SimClusterOptions Cluster(uint64_t seed, size_t history_max) {
    SimClusterOptions options{.seed = seed, .history_max = history_max, .restart_after = mix_.restart_after};
    options.supervised = mix_.checkpoint;
    options.application.write_ahead_log = mix_.write_ahead_log;
    options.executor.slots = 1 + Below(2);
    options.executor.memory_bytes = mix_.memory_bytes;
    options.executor.disk_bytes = mix_.disk_bytes;
    options.executor.input_share = mix_.input_share;
    options.application.block_interval = PickOne({20, 50, 200});
    options.application.speculation = mix_.speculation;
    options.application.expected_executors = Below(mix_.workers + 1);
    options.application.has_other_jobs = true;
    const absl::Duration interval = PickOne({100, 200, 500, 1000});  // Equal, and so are the times of their batches.
    const int concurrent_jobs = 1 + Below(3);
    const WordCountOptions first = Run(interval, concurrent_jobs, /*first_source=*/0);
    options.application.word_counts = {first, Run(interval, concurrent_jobs, first.sources)};
    return options;
  }

  // Returns when the last line is written.
  absl::Duration Feed(SimCluster& cluster) {
    absl::Duration end = absl::ZeroDuration();
    for (int i = 0; i < cluster.source_count(); ++i) end = std::max(end, FeedOne(cluster, cluster.source(i)));
    return end;
  }

  void StartExecutors(SimCluster& cluster) {
    for (int worker = 0; worker < mix_.workers; ++worker) {
      const bool late = worker >= mix_.workers - mix_.late_workers;
      const absl::Duration after = absl::Milliseconds(late ? 500 + Below(2000) : Below(100));
      cluster.loop().After(after, [&cluster, worker, late] {
        if (!cluster.is_running()) return;
        if (late) cluster.marks().Add(Mark::kLateExecutors);
        cluster.StartExecutor(worker);
      });
    }
  }

  uint64_t FaultSeed() { return random_.Next(); }
  absl::Duration FaultsLast() { return absl::Milliseconds(Below(3000)); }

 private:
  WordCountOptions Run(absl::Duration interval, int concurrent_jobs, int first_source) {
    WordCountOptions run{.first_source = first_source, .interval = interval, .concurrent_jobs = concurrent_jobs};
    run.sources = 1 + Below(2);
    run.replication = Below(8) == 0 ? 1 : 2;
    run.second_output = Below(2) == 0;
    run.end = static_cast<WordCountOptions::End>(std::max(0, Below(6) - 3));  // Mostly when the sources close.
    run.end_after = absl::Milliseconds(500 + Below(4000));
    if (!mix_.checkpoint) return run;
    run.checkpoint_folder = StrCat(RealFolder(seed_), "/", first_source);
    if (run.end == WordCountOptions::End::kAbrupt)
      run.end = WordCountOptions::End::kGraceful;  // It would save batches.
    run.positions = run.can_be_read_again = mix_.positions && Below(2) == 0;
    run.totals = mix_.totals && Below(2) == 0;
    return run;
  }

  int Below(int end) { return static_cast<int>(random_.Below(end)); }
  absl::Duration PickOne(std::initializer_list<int> millis) {
    return absl::Milliseconds(millis.begin()[Below(static_cast<int>(millis.size()))]);
  }

  // In bursts, with pauses between them.
  absl::Duration FeedOne(SimCluster& cluster, SimSource& source) {
    const int bursts = 1 + Below(30);
    const int lines_per_burst = 1 + Below(20);
    const int pause = 1 + Below(250);
    absl::Duration at = absl::Milliseconds(Below(500));
    for (int i = 0; i < bursts; ++i) {
      at += absl::Milliseconds(Below(pause));
      cluster.loop().After(at, [&source, lines = Below(2 * lines_per_burst)] { source.Write(lines); });
    }
    cluster.loop().After(at, [&source] { source.Finish(); });
    return at;
  }

  const uint64_t seed_;
  SeededRandom random_;
  const FaultMix& mix_;
};

// What the application says it did, against what was seen. A run that had ended is nothing that a later life of the
// driver knows of: `knows_all` says that there was none.
absl::Status CheckTotals(const RecordTotals& told, const LineLedger::Summary& seen, bool knows_all) {
  const bool right = told.received == told.processed + told.lost && told.received <= seen.stored &&
                     told.replicated <= seen.replicated && told.processed <= seen.counted &&
                     (!knows_all || told.processed >= seen.counted - seen.half_lost);
  if (right) return absl::OkStatus();
  return absl::DataLossError(StrCat("the totals are wrong: received=", told.received, " replicated=", told.replicated,
                                    " processed=", told.processed, " lost=", told.lost, " but stored=", seen.stored,
                                    " copied=", seen.replicated, " counted=", seen.counted,
                                    " of blocks that may be lost=", seen.half_lost));
}

absl::Status Judge(SimCluster& cluster, const SimClusterOptions& options, const FaultMix& mix) {
  const SimApplication& application = cluster.application();
  if (cluster.is_running()) return absl::DeadlineExceededError("the application does not end");
  SLUICE_RETURN_IF_ERROR(application.program_result());
  SLUICE_RETURN_IF_ERROR(cluster.CheckFormerDrivers());
  bool all_graceful = true, all_drained = true;
  for (int run = 0; run < cluster.ledgers().size(); ++run) {
    const WordCountOptions::End end = options.application.word_counts[run].end;
    const bool is_graceful = end != WordCountOptions::End::kAbrupt;
    const bool is_drained = end == WordCountOptions::End::kSourcesClosed;
    SLUICE_RETURN_IF_ERROR(Annotate(cluster.ledger(run).Check(is_graceful), "run ", run));
    const LineLedger& ledger = cluster.ledger(run);
    const bool has_all = ledger.can_be_read_again() && !ledger.any_damaged();
    if ((mix.rules.empty() || has_all) && is_drained) {
      SLUICE_RETURN_IF_ERROR(Annotate(cluster.ledger(run).CheckNothingMissing(), "run ", run));
    }
    all_graceful &= is_graceful;
    all_drained &= is_drained;
  }
  if (mix.rules.empty() && all_drained && application.totals().lost > 0) {
    return absl::DataLossError("records are said to be lost, and none is");
  }
  const bool knows_all = all_graceful && application.life() == options.application.life;
  return CheckTotals(application.totals(), cluster.ledgers().Summarize(), knows_all);
}

}  // namespace

SeedOutcome RunSeed(uint64_t seed, const FaultMix& mix, size_t history_max) {
  SeedPlan plan(seed, mix);
  const SimClusterOptions options = plan.Cluster(seed, history_max);
  SimCluster cluster(options);
  const absl::Time start = cluster.loop().clock().Now();
  plan.StartExecutors(cluster);
  const absl::Duration quiet = plan.Feed(cluster) + plan.FaultsLast();
  FaultInjector faults(cluster, mix, plan.FaultSeed(), start + quiet);
  faults.Start();
  cluster.application().Start();
  cluster.RunUntil([&] { return !cluster.is_running() && !cluster.has_former_drivers(); }, quiet + kEndDeadline);

  SeedOutcome outcome{.seed = seed, .mix = mix.name, .status = Judge(cluster, options, mix)};
  outcome.lines = cluster.ledgers().Summarize();
  cluster.marks().Add(Mark::kLinesLost, outcome.lines.excused);
  cluster.marks().Add(Mark::kBatchesSideBySide, cluster.application().progress().side_by_side);
  cluster.marks().Add(Mark::kFilesTorn, cluster.disk().files_torn());
  cluster.marks().Add(FaultKind::kFlipBit, cluster.disk().damaged_reads());
  outcome.marks = cluster.marks();
  outcome.batches = cluster.application().progress().batches;
  outcome.simulated = cluster.loop().clock().Now() - start;
  outcome.history = cluster.history();
  LocalFiles().RemoveTree(RealFolder(seed)).IgnoreError();  // It goes with the process anyway.
  // What does not end may not let itself be destroyed: nobody would know then which seed it was.
  if (cluster.is_running()) std::cerr << "seed " << seed << " (" << mix.name << ") does not end" << std::endl;
  return outcome;
}

}  // namespace sluice
