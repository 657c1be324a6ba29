#include "driver/schedule/task_inputs.h"

#include <algorithm>

#include "common/base/block_id_proto.h"
#include "common/base/block_info_proto.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

const std::vector<BlockId>& BlocksOf(const RddNode& leaf, int partition) {
  static const std::vector<BlockId> kNone;
  bool has_blocks = partition < static_cast<int>(leaf.partition_blocks.size());
  return has_blocks ? leaf.partition_blocks[partition] : kNone;
}

// False: it is not there.
bool AddBlock(const BlockId& id, const BlockTable& blocks, ExecutorId nearest, v1::TaskInput& input) {
  const BlockState* state = blocks.Find(id);
  if (state == nullptr || state->lost || !state->is_there()) return false;
  const std::vector<ExecutorId>& holders = state->holders;
  v1::TaskInput::Blocks& block = *input.add_blocks();
  *block.mutable_id() = ToProto(id);
  if (std::find(holders.begin(), holders.end(), nearest) != holders.end()) block.add_executors(nearest.value());
  for (ExecutorId holder : holders) {
    if (holder != nearest) block.add_executors(holder.value());
  }
  if (!state->info.log.has_value()) return true;
  *block.mutable_log() = ToProto(*state->info.log);
  input.set_log_folder(blocks.LogFolderOf(id.stream()));
  return true;
}

absl::Status BlockFreed(const BlockId& id, const RddNode& leaf) {
  const std::string batch = leaf.batch.has_value() ? StrCat(" for batch ", leaf.batch->value(), " ms") : "";
  return absl::NotFoundError(StrCat(
      "Could not compute split, block ", ToString(id), " not found: \"", leaf.op.name, "\" received it", batch,
      ", and it was freed after that (remember() of the context keeps blocks for longer; cache() or persist() of an "
      "RDD, and an action within its batch, keep the RDD's rows)"));
}

}  // namespace

std::map<ExecutorId, int64_t> InputBytes(const StagePlan& stage, int partition, const BlockTable& blocks,
                                         const MapOutputTable& outputs) {
  std::map<ExecutorId, int64_t> bytes;
  for (const LeafPartition& read : LeavesOf(stage.ops, partition)) {
    const RddNode& leaf = *stage.ops[read.op].node;
    if (leaf.shuffle != nullptr) outputs.AddBytesFor(leaf.shuffle->id, read.partition, bytes);
    for (const BlockId& id : BlocksOf(leaf, read.partition)) {
      for (ExecutorId holder : blocks.Holders(id)) bytes[holder] += blocks.Find(id)->info.bytes;
    }
  }
  return bytes;
}

bool LacksHolder(const StagePlan& stage, int partition, const BlockTable& blocks) {
  for (const LeafPartition& read : LeavesOf(stage.ops, partition)) {
    for (const BlockId& id : BlocksOf(*stage.ops[read.op].node, read.partition)) {
      const BlockState* block = blocks.Find(id);
      if (block != nullptr && !block->lost && !block->is_there()) return true;
    }
  }
  return false;
}

absl::Status CheckInputs(const StagePlan& stage, int partition, const BlockTable& blocks) {
  if (!stage.reads_input) return absl::OkStatus();
  for (const LeafPartition& read : LeavesOf(stage.ops, partition)) {
    const RddNode& leaf = *stage.ops[read.op].node;
    for (const BlockId& id : BlocksOf(leaf, read.partition)) {
      if (blocks.Find(id) == nullptr) return BlockFreed(id, leaf);
    }
  }
  return absl::OkStatus();
}

std::vector<BlockId> AddInputs(const StagePlan& stage, int partition, ExecutorId executor, const BlockTable& blocks,
                               const MapOutputTable& outputs, v1::LaunchTask& task) {
  std::vector<BlockId> gone;
  for (const LeafPartition& read : LeavesOf(stage.ops, partition)) {
    const RddNode& leaf = *stage.ops[read.op].node;
    v1::TaskInput& input = *task.add_inputs();
    input.set_op(read.op);
    input.set_partition(read.partition);
    input.set_shuffle(-1);
    for (const BlockId& id : BlocksOf(leaf, read.partition)) {
      if (!AddBlock(id, blocks, executor, input)) gone.push_back(id);
    }
    if (leaf.shuffle == nullptr) continue;
    input.set_shuffle(leaf.shuffle->id.value());
    for (std::optional<ExecutorId> holder : outputs.HoldersFor(leaf.shuffle->id, read.partition)) {
      input.add_map_executors(holder.has_value() ? holder->value() : -1);
    }
  }
  return gone;
}

}  // namespace sluice
