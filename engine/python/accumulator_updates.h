#ifndef SLUICE_ENGINE_PYTHON_ACCUMULATOR_UPDATES_H_
#define SLUICE_ENGINE_PYTHON_ACCUMULATOR_UPDATES_H_

#include <string>
#include <vector>

namespace sluice {

// What one task adds to accumulators of Python, each a pickled pair of an id and what is added: the driver's Python
// adds it up. Codable.
struct AccumulatorUpdates {
  std::vector<std::string> pickled;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_ACCUMULATOR_UPDATES_H_
