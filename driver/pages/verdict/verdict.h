#ifndef SLUICE_DRIVER_PAGES_VERDICT_VERDICT_H_
#define SLUICE_DRIVER_PAGES_VERDICT_VERDICT_H_

#include <nlohmann/json.hpp>
#include <string>

#include "driver/pages/verdict/finding.h"

namespace sluice {

// Why an application is slow, or what else is wrong with it, in one sentence. Names of others in it are printable.
struct Verdict {
  // What weighs most: skew, slow_machine, slow_source, slow_output, full_slots, too_many_partitions, small_files,
  // state_growth, lost_executor, clock; slow_stage if nobody knows why; none.
  std::string kind = "none";
  std::string text;
  std::vector<std::string> evidence;
  Findings findings;  // All of them, what weighs most first.
};

Verdict Judge(const ApplicationView& view);

nlohmann::json ToJson(const Verdict& verdict);

}  // namespace sluice

#endif  // SLUICE_DRIVER_PAGES_VERDICT_VERDICT_H_
