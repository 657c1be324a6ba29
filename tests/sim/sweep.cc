#include "tests/sim/sweep.h"

#include <atomic>
#include <set>
#include <thread>

#include "absl/strings/str_format.h"
#include "common/base/mutex.h"
#include "common/base/str_cat.h"
#include "common/clock/clock.h"

namespace sluice {
namespace {

void Add(const SeedOutcome& outcome, SweepResult& sum) {
  ++sum.seeds;
  sum.marks.Add(outcome.marks);
  sum.marks_of_mix[outcome.mix].Add(outcome.marks);
  sum.batches += outcome.batches;
  sum.simulated += outcome.simulated;
  sum.lines += outcome.lines;
  if (!outcome.status.ok()) sum.failures.push_back(outcome);
}

}  // namespace

SweepResult Sweep(const SweepOptions& options, const std::vector<FaultMix>& mixes) {
  SweepResult sum;
  std::atomic<int64_t> next{0};
  std::atomic<bool> enough{false};
  Mutex mu;  // Held to add to `sum`.
  auto mix_of = [&](uint64_t seed) -> const FaultMix& { return mixes[seed % mixes.size()]; };
  auto work = [&] {
    for (int64_t i = next++; i < options.seeds && !enough; i = next++) {
      const uint64_t seed = options.first_seed + i;
      const SeedOutcome outcome = RunSeed(seed, mix_of(seed), 0);
      MutexLock lock(&mu);
      Add(outcome, sum);
      if (options.on_outcome) options.on_outcome(outcome);
      enough = static_cast<int>(sum.failures.size()) >= options.failures_max;
    }
  };
  const absl::Time start = SystemClock().Now();
  std::vector<std::thread> threads;
  for (int i = 0; i < options.threads; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  sum.real_time = SystemClock().Now() - start;
  for (SeedOutcome& failure : sum.failures) failure = RunSeed(failure.seed, mix_of(failure.seed), options.history_max);
  return sum;
}

std::vector<std::string> Unreached(const Marks& marks, const std::vector<FaultMix>& mixes) {
  std::set<std::string> names;
  for (const FaultMix& mix : mixes) {
    for (const FaultRule& rule : mix.rules) {
      if (marks[rule.kind] == 0) names.emplace(TraitsOf(rule.kind).name);
    }
  }
  for (int i = 0; i < static_cast<int>(Mark::kCount); ++i) {
    if (marks[static_cast<Mark>(i)] == 0) names.insert(MarkName(static_cast<Mark>(i)));
  }
  return {names.begin(), names.end()};
}

std::vector<std::string> NeverHappened(const SweepResult& result, const std::vector<FaultMix>& mixes) {
  std::vector<std::string> names;
  for (const FaultMix& mix : mixes) {
    const auto found = result.marks_of_mix.find(mix.name);
    const Marks marks = found == result.marks_of_mix.end() ? Marks() : found->second;
    for (const FaultRule& rule : mix.rules) {
      if (marks[rule.kind] == 0) names.push_back(StrCat(TraitsOf(rule.kind).name, " of ", mix.name));
    }
  }
  return names;
}

std::string MarksTable(const SweepResult& result) {
  std::string table;
  for (const FaultTraits& fault : AllFaults()) {
    absl::StrAppendFormat(&table, "%12d  %s\n", result.marks[fault.kind], std::string(fault.name));
  }
  for (int i = 0; i < static_cast<int>(Mark::kCount); ++i) {
    absl::StrAppendFormat(&table, "%12d  %s\n", result.marks[static_cast<Mark>(i)], MarkName(static_cast<Mark>(i)));
  }
  const LineLedger::Summary& lines = result.lines;
  absl::StrAppendFormat(&table, "lines: %d written, %d read, %d replicated, %d counted\n", lines.written, lines.read,
                        lines.replicated, lines.counted);
  absl::StrAppendFormat(&table, "%d batches in %s of simulated time\n", result.batches,
                        absl::FormatDuration(absl::Trunc(result.simulated, absl::Seconds(1))));
  return table;
}

std::string Describe(const SeedOutcome& failure) {
  std::string text;
  for (const std::string& event : failure.history) absl::StrAppend(&text, "  ", event, "\n");
  absl::StrAppend(&text, "seed ", failure.seed, " (", failure.mix, "): ", failure.status.ToString(),
                  "\n  again: tools/sim --mix ", failure.mix, " --first-seed ", failure.seed, " --seeds 1 --verbose\n");
  if (failure.status.ok())
    absl::StrAppend(&text, "  it was right the second time: the run depends on more than its seed\n");
  return text;
}

}  // namespace sluice
