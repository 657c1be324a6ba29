#include "engine/task/task_context.h"

namespace sluice {

TaskContext::TaskContext(int partition, int attempt) : partition_(partition), attempt_(attempt) {}
TaskContext::~TaskContext() = default;

const std::vector<InputBlock>& TaskContext::Inputs(int op, int partition) const {
  static const std::vector<InputBlock> kNone;
  auto found = inputs_.find({op, partition});
  return found == inputs_.end() ? kNone : found->second;
}

void TaskContext::AddInput(int op, int partition, InputBlock block) {
  inputs_[{op, partition}].push_back(std::move(block));
}

}  // namespace sluice
