#include <algorithm>
#include <map>

#include "common/base/printable.h"
#include "common/base/str_cat.h"
#include "driver/pages/verdict/finding.h"

// What batches, receivers and outputs tell.

namespace sluice {
namespace {

constexpr size_t kTextMax = 120;

std::string Shown(const std::string& text) { return Shortened(Printable(text), kTextMax); }

int64_t RecordsOf(const BatchRecord& batch, InputId input) {
  const auto records = batch.input_records.find(input);
  return records == batch.input_records.end() ? 0 : records->second;
}

// "receiver 0 (socketTextStream host:1)".
std::string NameOf(const Figures& figures, InputId input) {
  const RunRecord* run = NewestRun(figures.view.history);
  if (run == nullptr || !run->receivers.contains(input)) return StrCat("input ", input);
  return StrCat("receiver ", input, " (", Shown(run->receivers.at(input).name), ")");
}

void FindBrokenReceivers(const Figures& figures, Findings& findings) {
  const RunRecord* run = NewestRun(figures.view.history);
  if (run == nullptr || HasCome(run->ended)) return;
  for (const auto& [input, receiver] : run->receivers) {
    if (receiver.kind == ReceiverEvent::Kind::kStarted) continue;
    const bool is_long_ago = figures.view.now - receiver.at > absl::Minutes(1);
    if (receiver.kind == ReceiverEvent::Kind::kError && is_long_ago) continue;  // It went on after that.
    const std::string why = receiver.message.empty() ? receiver.error : receiver.message;
    findings.push_back(
        {.kind = "slow_source",
         .text = StrCat(NameOf(figures, input), " gives nothing: ", Shown(why)),
         .evidence = {StrCat("so it said ",
                             absl::FormatDuration(absl::Trunc(figures.view.now - receiver.at, absl::Seconds(1))),
                             " ago")},
         .weight = 0.9});
    return;
  }
}

// How many records of the input each batch had that has ended, oldest first.
std::vector<int64_t> RecordsOfAll(const History& history, InputId input) {
  std::vector<int64_t> records;
  for (const auto& ended : history.batches().ended()) records.push_back(RecordsOf(ended.record, input));
  return records;
}

int64_t UpperQuartile(std::vector<int64_t> values) {
  const auto at = values.begin() + static_cast<int64_t>(values.size()) * 3 / 4;
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

// How many batches at the end have less than half of what is usual. 0: it is so now and then, it comes in bursts.
size_t DryAtTheEnd(const std::vector<int64_t>& records, int64_t usual) {
  constexpr size_t kBurstsMin = 3;
  size_t dry = 0;
  for (auto at = records.begin(); at != records.end(); ++at) {
    const bool is_dry = *at * 2 <= usual;
    if (!is_dry && dry >= kBurstsMin) return 0;
    dry = is_dry ? dry + 1 : 0;
  }
  return dry;
}

void FindDriedUpInputs(const Figures& figures, Findings& findings) {
  constexpr size_t kDryMin = 5;
  if (figures.batches.empty()) return;
  for (const auto& [input, ignored] : figures.batches.back().record->input_records) {
    const std::vector<int64_t> records = RecordsOfAll(figures.view.history, input);
    const int64_t usual = UpperQuartile(records);
    const size_t dry = DryAtTheEnd(records, usual);
    if (usual == 0 || dry < kDryMin || dry * 2 > records.size()) continue;
    const int64_t most = *std::max_element(records.end() - static_cast<int64_t>(dry), records.end());
    findings.push_back(
        {.kind = "slow_source",
         .text = StrCat(NameOf(figures, input), " gives at most ", most, " records a batch, ", usual, " before"),
         .evidence = {StrCat("so it is since ", dry, " batches, of ", records.size())},
         .weight = 0.6});
    return;
  }
}

// How long at least one of the jobs ran, which are in the order of their starts.
absl::Duration TimeOf(const std::vector<const KnownJob*>& jobs) {
  absl::Duration time;
  absl::Time until = absl::InfinitePast();
  for (const KnownJob* job : jobs) {
    time += std::max(absl::ZeroDuration(), job->ended - std::max(job->started, until));
    until = std::max(until, job->ended);
  }
  return time;
}

// How long no job of the output ran while it did. Its batch may be ahead of the calendar, which jobs go by.
absl::Duration OutsideJobs(const OutputRecord& output, const std::vector<const KnownJob*>& jobs) {
  return std::max(absl::ZeroDuration(), output.ended - output.started - TimeOf(jobs));
}

std::vector<const KnownJob*> JobsOfOutput(const Figures& figures, const KnownBatch& batch, int number) {
  std::vector<const KnownJob*> jobs;
  for (const KnownJob* job : figures.jobs) {
    if (job->batch == BatchKey{batch.run, batch.record->time} && job->output == number) jobs.push_back(job);
  }
  std::sort(jobs.begin(), jobs.end(), [](const KnownJob* a, const KnownJob* b) { return a->started < b->started; });
  return jobs;
}

void FindWaitingOutputs(const Figures& figures, Findings& findings) {
  struct Waited {
    std::string name;
    absl::Duration outside, all;
  };
  std::map<int, Waited> outputs;
  for (const KnownBatch& batch : figures.batches) {
    for (const auto& [number, output] : batch.record->outputs) {
      if (!output.has_ended()) continue;
      Waited& waited = outputs[number];
      waited.name = output.name;
      waited.all += output.ended - output.started;
      waited.outside += OutsideJobs(output, JobsOfOutput(figures, batch, number));
    }
  }
  for (const auto& [number, waited] : outputs) {
    if (figures.PartOfBusy(waited.outside) < 0.4) continue;
    findings.push_back(
        {.kind = "slow_output",
         .text = StrCat("output ", number, " (", Shown(waited.name), ") takes ",
                        Percent(figures.PartOfBusy(waited.outside)), " of the time while none of its jobs runs"),
         .evidence = {StrCat("of ", absl::FormatDuration(waited.all), " that it took in ", figures.batches.size(),
                             " batches its jobs ran for ", absl::FormatDuration(waited.all - waited.outside))},
         .weight = figures.PartOfBusy(waited.outside)});
  }
}

// Whether the last operator of a stage brings rows out of the cluster.
bool Writes(const std::string& stage) {
  const size_t comma = stage.rfind(", ");
  const std::string last = comma == std::string::npos ? stage : stage.substr(comma + 2);
  return last.starts_with("foreach") || last.starts_with("save");
}

void FindWritingStages(const Figures& figures, Findings& findings) {
  if (figures.stages.empty()) return;
  const StageFigures& stage = figures.stages.front();
  if (!Writes(stage.name) || figures.PartOfBusy(stage.wall) < 0.5 || figures.pressure < 0.9) return;
  const double millis = static_cast<double>(stage.run_micros) / 1000;
  findings.push_back(
      {.kind = "slow_output",
       .text = StrCat(Named(stage), ", which writes, takes ", Percent(figures.PartOfBusy(stage.wall)), " of the time"),
       .evidence = {StrCat("its tasks took ", Rounded(millis), " ms for ", stage.records, " rows")},
       .weight = figures.PartOfBusy(stage.wall)});
}

}  // namespace

void FindSlowSource(const Figures& figures, Findings& findings) {
  const size_t before = findings.size();
  FindBrokenReceivers(figures, findings);
  if (findings.size() == before) FindDriedUpInputs(figures, findings);
}

void FindSlowOutput(const Figures& figures, Findings& findings) {
  if (!figures.time_matters()) return;
  FindWaitingOutputs(figures, findings);
  if (findings.empty()) FindWritingStages(figures, findings);
}

}  // namespace sluice
