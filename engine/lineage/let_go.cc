#include "engine/lineage/let_go.h"

#include <utility>
#include <vector>

namespace sluice {
namespace {

// Of this thread, while it gives something up; else null.
thread_local std::vector<std::shared_ptr<const void>>* waiting = nullptr;

}  // namespace

void LetGo(std::shared_ptr<const void> owned) {
  if (owned == nullptr) return;
  if (waiting != nullptr) return waiting->push_back(std::move(owned));
  std::vector<std::shared_ptr<const void>> all;
  waiting = &all;
  for (owned.reset(); !all.empty();) {
    std::shared_ptr<const void> next = std::move(all.back());
    all.pop_back();
    next.reset();
  }
  waiting = nullptr;
}

}  // namespace sluice
