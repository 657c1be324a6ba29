#include <algorithm>
#include <map>

#include "common/base/printable.h"
#include "common/base/str_cat.h"
#include "driver/pages/verdict/finding.h"

// A stage with states takes longer and longer for as many records.

namespace sluice {
namespace {

// The stage did it in one batch.
struct Run {
  BatchTime batch;
  absl::Duration wall;
  int64_t records = 0;
};
using Runs = std::vector<Run>;

bool HasStates(const std::string& stage) {
  return stage.find("updateStateByKey") != std::string::npos || stage.find("mapWithState") != std::string::npos;
}

std::map<std::string, Runs> RunsWithStates(const History& history) {
  std::map<std::string, Runs> stages;
  for (const KnownJob* job : AllOf(history.jobs())) {
    for (const auto& [number, stage] : job->stages) {
      const bool counts = job->batch.has_value() && HasCome(stage.ended) && HasStates(stage.name);
      const BatchRecord* batch = counts ? history.batches().Find(*job->batch) : nullptr;
      if (batch != nullptr) stages[stage.name].push_back({batch->time, stage.ended - stage.started, batch->records});
    }
  }
  for (auto& [name, runs] : stages) {
    std::sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) { return a.batch < b.batch; });
  }
  return stages;
}

struct Third {
  absl::Duration wall;  // The median.
  int64_t records = 0;
};
Third ThirdOf(const Runs& runs, size_t which) {
  const size_t size = runs.size() / 3;
  Third third;
  std::vector<absl::Duration> walls;
  for (size_t i = which * size; i < (which + 1) * size; ++i) {
    walls.push_back(runs[i].wall);
    third.records += runs[i].records;
  }
  third.wall = Median(std::move(walls));
  return third;
}

bool Grows(const Third& first, const Third& middle, const Third& last) {
  const bool has_more_to_do = static_cast<double>(last.records) > 1.2 * static_cast<double>(first.records);
  return first.wall > absl::ZeroDuration() && last.wall >= first.wall * 1.4 && middle.wall >= first.wall &&
         middle.wall <= last.wall && !has_more_to_do;
}

}  // namespace

void FindStateGrowth(const Figures& figures, Findings& findings) {
  constexpr size_t kRunsMin = 12;
  for (const auto& [name, runs] : RunsWithStates(figures.view.history)) {
    if (runs.size() < kRunsMin) continue;
    const Third first = ThirdOf(runs, 0), middle = ThirdOf(runs, 1), last = ThirdOf(runs, 2);
    if (!Grows(first, middle, last)) continue;
    findings.push_back(
        {.kind = "state_growth",
         .text = StrCat("states grow: stage \"", Shortened(Printable(name), 80), "\" takes ",
                        Rounded(absl::FDivDuration(last.wall, first.wall)), " × what it took ", runs.size() * 2 / 3,
                        " batches ago for as many records"),
         .evidence = {StrCat("its median was ", absl::FormatDuration(first.wall), ", then ",
                             absl::FormatDuration(middle.wall), ", and is ", absl::FormatDuration(last.wall))},
         .weight = 0.7});
    return;
  }
}

}  // namespace sluice
