#include "tests/sim/marks.h"

#include <cstddef>
#include <iterator>

namespace sluice {

const char* MarkName(Mark mark) {
  static constexpr const char* kNames[] = {
      "executors killed",
      "  that ran a receiver",
      "  while the application stopped",
      "executors drained that ran a receiver",
      "executors that came late",
      "receivers moved",
      "executors let go",
      "blocks handed over",
      "executors attached again",
      "files torn by a loss of power",
      "tasks failed",
      "tasks launched again",
      "stragglers copied",
      "task inputs not readable",
      "map outputs lost",
      "blocks read from replicas",
      "late reports",
      "stores full",
      "blocks on disk",
      "batches side by side",
      "lines lost",
      "batches of equal times",
      "tasks of no run",
  };
  static_assert(std::size(kNames) == static_cast<size_t>(Mark::kCount));
  return kNames[static_cast<int>(mark)];
}

}  // namespace sluice
