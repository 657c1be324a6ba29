#include "api/rdd/stat_counter.h"

#include "common/base/str_cat.h"
#include "engine/rows/number_text.h"

namespace sluice {

std::string StatCounter::toString() const {
  auto show = [](double number) { return FixedText(number, 6); };
  return StrCat("(count: ", numbers, ", mean: ", show(mean()), ", stdev: ", show(stdev()), ", max: ", show(highest),
                ", min: ", show(lowest), ")");
}

std::ostream& operator<<(std::ostream& out, const StatCounter& counter) { return out << counter.toString(); }

}  // namespace sluice
