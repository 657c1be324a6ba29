#include "worker/task/input_gather.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace sluice {

InputGather::InputGather(std::vector<WantedBlock> wanted, ExecutorId self)
    : wanted_(std::move(wanted)), next_holders_(wanted_.size()), found_(wanted_.size()), missing_(wanted_.size()) {
  for (WantedBlock& block : wanted_) {
    std::stable_partition(block.holders.begin(), block.holders.end(), [self](ExecutorId id) { return id == self; });
  }
}

std::vector<InputGather::Request> InputGather::Start() {
  std::vector<size_t> all(wanted_.size());
  for (size_t i = 0; i < all.size(); ++i) all[i] = i;
  return Ask(all);
}

std::vector<InputGather::Request> InputGather::OnAnswer(const Request& request, std::vector<FetchedBlock> found) {
  absl::flat_hash_map<BlockId, Buffers> data;
  for (FetchedBlock& block : found) data[block.id] = std::move(block.data);
  std::vector<size_t> not_there;
  for (size_t index : request.wanted) {
    auto block = data.find(wanted_[index].id);
    if (block == data.end()) {
      not_there.push_back(index);
    } else if (!std::exchange(found_[index], block->second)) {
      --missing_;
    }
  }
  return Ask(not_there);
}

void InputGather::MoveInto(TaskContext& context) {
  for (size_t i = 0; i < wanted_.size(); ++i) {
    context.AddInput(wanted_[i].op, wanted_[i].partition, {wanted_[i].id, *std::move(found_[i])});
  }
}

std::vector<InputGather::Request> InputGather::Ask(const std::vector<size_t>& wanted) {
  std::map<ExecutorId, Request> requests;
  for (size_t index : wanted) {
    const WantedBlock& block = wanted_[index];
    size_t& next = next_holders_[index];
    if (next == block.holders.size()) {
      Lose(block.id, next == 0 ? kInLog : block.holders.back());
      continue;
    }
    Request& request = requests[block.holders[next++]];
    request.wanted.push_back(index);
    request.ids.push_back(block.id);
    if (block.holders[next - 1] == kInLog) request.in_log.push_back({block.log_folder, block.id, block.place});
  }
  std::vector<Request> result;
  for (auto& [from, request] : requests) {
    request.from = from;
    result.push_back(std::move(request));
  }
  return result;
}

// All blocks of one loss were asked of the same executor last; what others lost comes to light at the next attempt.
void InputGather::Lose(const BlockId& id, ExecutorId from) {
  if (!loss_) loss_ = Loss{{}, from};
  if (loss_->from == from) loss_->blocks.push_back(id);
}

}  // namespace sluice
