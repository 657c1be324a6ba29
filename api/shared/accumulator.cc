#include "api/shared/accumulator.h"

#include <utility>

namespace sluice {

LongAccumulator longAccumulator(Application& app, std::string name) { return LongAccumulator(app, std::move(name)); }

DoubleAccumulator doubleAccumulator(Application& app, std::string name) {
  return DoubleAccumulator(app, std::move(name));
}

}  // namespace sluice
