#ifndef SLUICE_DRIVER_PAGES_VERDICT_FINDING_H_
#define SLUICE_DRIVER_PAGES_VERDICT_FINDING_H_

#include <string>
#include <vector>

#include "driver/pages/verdict/figures.h"

namespace sluice {

// One thing that is wrong.
struct Finding {
  const char* kind = "";
  std::string text;                   // Part of a sentence.
  std::vector<std::string> evidence;  // A line each.
  double weight = 0;                  // What weighs most is said first; what costs time weighs its part of it.
};
using Findings = std::vector<Finding>;

// Each looks for one kind of trouble, and adds it if it is there.
void FindSkew(const Figures& figures, Findings& findings);
void FindSlowMachine(const Figures& figures, Findings& findings);
void FindSlowSource(const Figures& figures, Findings& findings);
void FindSlowOutput(const Figures& figures, Findings& findings);
void FindFullSlots(const Figures& figures, Findings& findings);
void FindSmallFiles(const Figures& figures, Findings& findings);
// Not those that small files make.
void FindTooManyPartitions(const Figures& figures, Findings& findings);
void FindStateGrowth(const Figures& figures, Findings& findings);
void FindLostExecutor(const Figures& figures, Findings& findings);
void FindClock(const Figures& figures, Findings& findings);

// "1.4", "12", "0.03".
std::string Rounded(double number);
// "80 %".
std::string Percent(double part);
// "stage 3 (map, reduceByKey)".
std::string Named(const StageFigures& stage);

}  // namespace sluice

#endif  // SLUICE_DRIVER_PAGES_VERDICT_FINDING_H_
