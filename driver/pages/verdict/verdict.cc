#include "driver/pages/verdict/verdict.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

constexpr double kBehind = 1.0;  // Batches take longer than their interval.

// What costs time comes first, by what it says most about: who comes later may see that it is explained.
constexpr void (*kLooks[])(const Figures&, Findings&) = {
    FindSkew,      FindSlowMachine,  FindSmallFiles, FindTooManyPartitions, FindStateGrowth, FindSlowOutput,
    FindFullSlots, FindLostExecutor, FindClock,      FindSlowSource};

// Nothing explains it, but it is so.
void FindSlowStage(const Figures& figures, Findings& findings) {
  if (!findings.empty() || figures.pressure < kBehind || figures.stages.empty()) return;
  const StageFigures& stage = figures.stages.front();
  findings.push_back(
      {.kind = "slow_stage",
       .text = StrCat(Percent(figures.PartOfBusy(stage.wall)), " of it is ", Named(stage)),
       .evidence = {StrCat(Named(stage), " took ", absl::FormatDuration(stage.wall), " in ", stage.times, " runs")}});
}

std::string PressureText(const Figures& figures) {
  if (figures.pressure == 0) return "";
  return StrCat("batches take ", Rounded(figures.pressure), " × the interval");
}

std::string TextOf(const Figures& figures, const Findings& findings) {
  std::string text = PressureText(figures);
  if (findings.empty()) return text.empty() ? "nothing is wrong" : StrCat("nothing is wrong: ", text);
  for (const Finding& finding : findings) text += StrCat(text.empty() ? "" : "; ", finding.text);
  return text;
}

}  // namespace

std::string Rounded(double number) {
  if (number >= 10 || number == 0) return absl::StrFormat("%.0f", number);
  return number >= 1 ? absl::StrFormat("%.1f", number) : absl::StrFormat("%.2f", number);
}

std::string Percent(double part) { return absl::StrFormat("%.0f %%", part * 100); }

std::string Named(const StageFigures& stage) { return StrCat("stage ", stage.last_number, " (", stage.name, ")"); }

Verdict Judge(const ApplicationView& view) {
  const Figures figures = Look(view);
  Verdict verdict;
  for (auto look : kLooks) look(figures, verdict.findings);
  FindSlowStage(figures, verdict.findings);
  std::stable_sort(verdict.findings.begin(), verdict.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.weight > b.weight; });
  verdict.text = TextOf(figures, verdict.findings);
  if (verdict.findings.empty()) return verdict;
  verdict.kind = verdict.findings.front().kind;
  verdict.evidence = verdict.findings.front().evidence;
  return verdict;
}

nlohmann::json ToJson(const Verdict& verdict) {
  nlohmann::json findings = nlohmann::json::array();
  for (const Finding& finding : verdict.findings) {
    findings.push_back({{"kind", finding.kind}, {"text", finding.text}, {"evidence", finding.evidence}});
  }
  return {{"kind", verdict.kind}, {"text", verdict.text}, {"evidence", verdict.evidence}, {"findings", findings}};
}

}  // namespace sluice
