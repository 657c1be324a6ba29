#include <algorithm>
#include <map>
#include <optional>

#include "common/base/str_cat.h"
#include "driver/pages/verdict/finding.h"

// What the tasks of stages tell: one that has more than others, a machine that takes longer, no slot free, nothing to
// do for most.

namespace sluice {
namespace {

// A stage that takes less of the time is not worth a word.
constexpr double kPartThatMatters = 0.2;

bool Matters(const Figures& figures, const StageFigures& stage) {
  return figures.time_matters() && figures.PartOfBusy(stage.wall) >= kPartThatMatters;
}

double Ratio(int64_t value, int64_t to) {
  return static_cast<double>(value) / static_cast<double>(std::max<int64_t>(to, 1));
}

// One task has more than the others, and the stage waits for it.
bool IsSkewed(const TaskSummary& tasks, absl::Duration wall) {
  const int64_t waits_micros = tasks.run_micros.max - tasks.run_micros.median;
  return tasks.tasks >= 3 && Ratio(tasks.records.max, tasks.records.median) >= 3 &&
         Ratio(tasks.run_micros.max, tasks.run_micros.median) >= 2 &&
         tasks.largest.run_micros * 2 >= tasks.run_micros.max && absl::Microseconds(waits_micros) >= wall / 4;
}

// How much longer than the others an executor took, as a factor.
struct Slowness {
  int64_t run_micros = 0;
  int64_t tasks = 0;
  double by_tasks = 0;    // As long as that it would have taken, had it been like the others.
  double by_records = 0;  // It would have taken so long for as many records.
};

// What executors did of a stage, without a task that has much more than others: it says nothing of its executor.
std::vector<ExecutorShare> EvenShares(const TaskSummary& tasks) {
  std::vector<ExecutorShare> shares = tasks.executors;
  const bool is_even = Ratio(tasks.records.max, tasks.records.median) < 3;
  for (ExecutorShare& share : shares) {
    if (is_even || share.executor != tasks.largest.executor) continue;
    share.Add({.tasks = -1, .run_micros = -tasks.largest.run_micros, .records = -tasks.largest.records});
  }
  return shares;
}

void AddStage(const TaskSummary& tasks, std::map<ExecutorId, Slowness>& executors) {
  const std::vector<ExecutorShare> shares = EvenShares(tasks);
  ExecutorShare all;
  for (const ExecutorShare& share : shares) all.Add(share);
  for (const ExecutorShare& share : shares) {
    if (share.tasks == all.tasks) continue;
    const double others_run = static_cast<double>(all.run_micros - share.run_micros);
    const double by_tasks = others_run * Ratio(share.tasks, all.tasks - share.tasks);
    const int64_t other_records = all.records - share.records;
    Slowness& slowness = executors[share.executor];
    slowness.run_micros += share.run_micros;
    slowness.tasks += share.tasks;
    slowness.by_tasks += by_tasks;
    slowness.by_records += other_records > 0 ? others_run * Ratio(share.records, other_records) : by_tasks;
  }
}

// By whichever explains it better: who has more to do is not slow.
double FactorOf(const Slowness& slowness) {
  const double expected = std::max({slowness.by_tasks, slowness.by_records, 1.0});
  return static_cast<double>(slowness.run_micros) / expected;
}

std::string WorkerOf(const Figures& figures, ExecutorId id) {
  const ExecutorRecord* executor = figures.view.history.executors().Find(id);
  return executor == nullptr ? "" : StrCat(" of worker ", executor->attached.worker);
}

// How much of what its slots could have done the stage did. 0: nobody knows.
double UseOf(const Figures& figures, const StageFigures& stage) {
  const double could = absl::ToDoubleMicroseconds(stage.wall) * static_cast<double>(figures.slots);
  return could > 0 ? static_cast<double>(stage.run_micros) / could : 0;
}

// What an input finds in files of a batch, on average.
double FilesOf(const Figures& figures) {
  size_t files = 0;
  for (const KnownBatch& batch : figures.batches) {
    for (const auto& [input, found] : batch.record->input_metadata) {
      const bool are_files = !found.empty() && !found.front().starts_with("partition ");
      if (are_files) files += found.size();
    }
  }
  return figures.batches.empty() ? 0 : static_cast<double>(files) / static_cast<double>(figures.batches.size());
}

}  // namespace

void FindSkew(const Figures& figures, Findings& findings) {
  for (const StageFigures& stage : figures.stages) {
    if (!Matters(figures, stage)) continue;
    const TaskSummary* worst = nullptr;
    size_t skewed = 0;
    for (const TaskSummary* tasks : stage.summaries) {
      if (!IsSkewed(*tasks, stage.wall / stage.times)) continue;
      ++skewed;
      worst = tasks;
    }
    if (worst == nullptr || skewed * 2 < stage.summaries.size()) continue;
    const double times = Ratio(worst->records.max, worst->records.median);
    findings.push_back(
        {.kind = "skew",
         .text = StrCat("in ", Named(stage), " partition ", worst->largest.partition, " has ", Rounded(times),
                        " × the median rows"),
         .evidence = {StrCat(Named(stage), " takes ", Percent(figures.PartOfBusy(stage.wall)),
                             " of the time and is so uneven in ", skewed, " of ", stage.summaries.size(), " runs"),
                      StrCat("partition ", worst->largest.partition, ": ", worst->largest.records, " rows in ",
                             Rounded(static_cast<double>(worst->largest.run_micros) / 1000),
                             " ms; the median: ", worst->records.median, " rows in ",
                             Rounded(static_cast<double>(worst->run_micros.median) / 1000), " ms")},
         .weight = figures.PartOfBusy(stage.wall)});
    return;
  }
}

void FindSlowMachine(const Figures& figures, Findings& findings) {
  if (!figures.time_matters()) return;
  std::map<ExecutorId, Slowness> executors;
  for (const StageFigures& stage : figures.stages) {
    if (!Matters(figures, stage)) continue;
    for (const TaskSummary* tasks : stage.summaries) AddStage(*tasks, executors);
  }
  auto slowest = std::max_element(executors.begin(), executors.end(),
                                  [](const auto& a, const auto& b) { return FactorOf(a.second) < FactorOf(b.second); });
  if (slowest == executors.end() || slowest->second.tasks < 5 || FactorOf(slowest->second) < 1.6) return;
  const auto& [id, slowness] = *slowest;
  findings.push_back(
      {.kind = "slow_machine",
       .text = StrCat("executor ", id, WorkerOf(figures, id), " takes ", Rounded(FactorOf(slowness)),
                      " × as long as others for the same"),
       .evidence = {StrCat("executor ", id, ": ", slowness.tasks, " tasks in ",
                           Rounded(static_cast<double>(slowness.run_micros) / 1000), " ms; others would take ",
                           Rounded(slowness.by_tasks / 1000), " ms for as many tasks, and ",
                           Rounded(slowness.by_records / 1000), " ms for as many rows")},
       .weight = 1 - 1 / FactorOf(slowness)});
}

void FindFullSlots(const Figures& figures, Findings& findings) {
  const bool is_behind = figures.interval > absl::ZeroDuration() && figures.pressure >= 0.9;
  if (!is_behind || figures.slots == 0) return;
  double run_micros = 0;
  for (const StageFigures& stage : figures.stages) run_micros += static_cast<double>(stage.run_micros);
  const double use = run_micros / (absl::ToDoubleMicroseconds(figures.busy) * static_cast<double>(figures.slots));
  if (use < 0.75) return;
  findings.push_back(
      {.kind = "full_slots",
       .text = StrCat("the ", figures.slots, " slots are busy ", Percent(std::min(use, 1.0)),
                      " of the time: it needs more of them, or less to do"),
       .evidence = {StrCat("in ", figures.batches.size(), " batches tasks ran for ", Rounded(run_micros / 1e6),
                           " s, in ", absl::FormatDuration(figures.busy), " on ", figures.slots, " slots")},
       .weight = 0.3});
}

void FindSmallFiles(const Figures& figures, Findings& findings) {
  const double files = FilesOf(figures);
  if (files < 50 || figures.stages.empty() || !Matters(figures, figures.stages.front())) return;
  const StageFigures& stage = figures.stages.front();
  const double all_files = files * static_cast<double>(figures.batches.size());
  const double rows = static_cast<double>(stage.records) / all_files;
  const double millis = static_cast<double>(stage.run_micros) / 1000 / all_files;
  if (stage.summaries.empty() || rows > 1000 || millis > 50) return;
  findings.push_back({.kind = "small_files",
                      .text = StrCat("a batch finds ", Rounded(files), " files with ", Rounded(rows), " rows each"),
                      .evidence = {StrCat(Named(stage), " takes ", Percent(figures.PartOfBusy(stage.wall)),
                                          " of the time, ", Rounded(millis), " ms for a file")},
                      .weight = figures.PartOfBusy(stage.wall)});
}

void FindTooManyPartitions(const Figures& figures, Findings& findings) {
  const double files = FilesOf(figures);
  for (const StageFigures& stage : figures.stages) {
    const double tasks = Ratio(stage.tasks, stage.times);
    const bool are_many = tasks >= 4 * static_cast<double>(std::max<int64_t>(figures.slots, 1));
    const bool are_files = files >= 50 && files * 2 >= tasks;
    if (!Matters(figures, stage) || stage.summaries.empty() || !are_many || are_files) continue;
    const double use = UseOf(figures, stage);
    const double millis = Ratio(stage.run_micros, stage.tasks) / 1000;
    if (use > 0.6 || millis > 50) continue;
    findings.push_back({.kind = "too_many_partitions",
                        .text = StrCat(Named(stage), " has ", Rounded(tasks), " tasks of ", Rounded(millis), " ms for ",
                                       figures.slots, " slots: too many partitions"),
                        .evidence = {StrCat(Named(stage), " takes ", Percent(figures.PartOfBusy(stage.wall)),
                                            " of the time, and its tasks use ", Percent(use), " of the slots"),
                                     StrCat("a task has ", Rounded(Ratio(stage.records, stage.tasks)), " rows")},
                        .weight = figures.PartOfBusy(stage.wall) * (1 - use)});
    return;
  }
}

}  // namespace sluice
