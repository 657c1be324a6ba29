#include "common/actor/task_local.h"

namespace sluice {
namespace {

std::vector<TaskLocals::Exchange>& AllExchanges() {
  static auto* const all = new std::vector<TaskLocals::Exchange>;
  return *all;
}

}  // namespace

bool TaskLocals::Register(Exchange exchange) {
  AllExchanges().push_back(exchange);
  return true;
}

void TaskLocals::Swap() {
  const std::vector<Exchange>& all = AllExchanges();
  aside_.resize(all.size());
  for (size_t i = 0; i < all.size(); ++i) all[i](aside_[i]);
}

}  // namespace sluice
