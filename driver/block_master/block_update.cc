#include "driver/block_master/block_update.h"

#include <algorithm>

#include "common/base/overloaded.h"
#include "common/base/status.h"
#include "driver/block_master/source_positions.h"

namespace sluice {
namespace {

bool Holds(const BlockState& block, ExecutorId executor) {
  if (executor == kInLog) return block.info.log.has_value();
  return std::find(block.holders.begin(), block.holders.end(), executor) != block.holders.end();
}

void RemoveHolder(BlockState& block, ExecutorId executor) {
  if (executor == kInLog) block.info.log.reset();
  block.holders.erase(std::remove(block.holders.begin(), block.holders.end(), executor), block.holders.end());
}

RunId RunOf(const BlockId& id, const BlockTable& table) { return table.streams.at(id.stream()); }

absl::Status UnknownBlock(const BlockId& id) { return absl::NotFoundError(StrCat("no block ", id)); }

absl::Status KnownRun(const BlockTable& table, RunId run) {
  if (table.runs.contains(run)) return absl::OkStatus();
  return absl::NotFoundError(StrCat("no run ", run));
}

absl::Status KnownBatch(const BlockTable& table, const BatchKey& batch) {
  SLUICE_RETURN_IF_ERROR(KnownRun(table, batch.run));
  if (table.runs.at(batch.run).batches.contains(batch.time)) return absl::OkStatus();
  return absl::NotFoundError(StrCat("no batch ", batch));
}

void Count(const AddBlock& add, BlockTable& table) {
  BlockTable::Seen& seen = table.seen[{add.id.stream(), add.id.epoch()}];
  seen.blocks.Add(add.id.number);
  seen.records += add.info.records;
  table.totals.received += add.info.records;
  if (add.info.log.has_value()) seen.log_files = std::max(seen.log_files, add.info.log->file + 1);
}

// A receiver may outlive the life that has started it, and none starts in a life before its stream's.
bool CanBe(const BlockId& id, const BlockTable& table) {
  const bool is_known = table.streams.contains(id.stream()) || id.stream().life() == table.life();
  return is_known && id.epoch().life() >= id.stream().life() && id.epoch().life() <= table.life();
}

// A block with a position, of a start of a receiver that is over. When its run is over, too, nobody reads it again.
bool IsLate(const AddBlock& add, const BlockTable& table) {
  if (!add.info.position.has_value() || !add.holder.has_value()) return false;
  if (!table.runs.contains(RunOf(add.id, table))) return false;
  const auto newest = table.newest_starts.find(add.id.stream());
  return newest != table.newest_starts.end() && add.id.epoch() < newest->second;
}

absl::Status CanAddLate(const AddBlock& add, const BlockTable& table) {
  switch (FateOf(add.id, *add.info.position, table)) {
    case LateBlock::kPassedOver: return absl::OkStatus();
    case LateBlock::kReadAgain:
      return absl::AlreadyExistsError(StrCat("a later start of its receiver reads block ", add.id, " again"));
    case LateBlock::kUndecided: break;
  }
  return absl::UnavailableError(StrCat("a later start of its receiver may read block ", add.id, " again"));
}

void Add(const RecordTotals& more, RecordTotals& totals) {
  totals.received += more.received;
  totals.replicated += more.replicated;
  totals.processed += more.processed;
  totals.lost += more.lost;
  totals.repeated += more.repeated;
}

void AddHolder(ExecutorId holder, BlockState& block, RecordTotals& totals) {
  if (!Holds(block, holder)) block.holders.push_back(holder);
  if (block.holders.size() < 2 || block.replicated) return;
  block.replicated = true;
  totals.replicated += block.info.records;
}

}  // namespace

absl::Status BeginLife::CanApply(const BlockTable& table) const {
  if (!table.lives.contains(life)) return absl::OkStatus();
  return absl::AlreadyExistsError(StrCat("life ", life, " of the driver has begun before"));
}

absl::Status BeginLife::Apply(BlockTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  table.lives.insert(life);
  return absl::OkStatus();
}

absl::Status AddRun::CanApply(const BlockTable& table) const {
  if (table.runs.contains(run)) return absl::AlreadyExistsError(StrCat("run ", run, " is there already"));
  for (StreamId stream : image.streams) {
    auto known = table.streams.find(stream);
    if (known == table.streams.end()) continue;
    return absl::AlreadyExistsError(StrCat("stream ", stream, " is of run ", known->second, ", not of run ", run));
  }
  return absl::OkStatus();
}

absl::Status AddRun::Apply(BlockTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  for (StreamId stream : image.streams) table.streams[stream] = run;
  BlockTable::Run& added = table.runs[run];
  added.last_assigned = image.last_assigned;
  added.log_folder = log_folder;
  added.batches = image.batches;
  for (const auto& [id, state] : image.blocks) {
    BlockState& block = table.blocks[id] = state;
    if (block.batch.has_value()) block.batch->run = run;
    if (!block.batch.has_value()) added.unassigned.insert(id);
  }
  table.seen.insert(image.seen.begin(), image.seen.end());
  table.positions.insert(image.positions.begin(), image.positions.end());
  table.passed_over.insert(image.passed_over.begin(), image.passed_over.end());
  Add(image.totals, table.totals);
  return absl::OkStatus();
}

absl::Status EndRun::CanApply(const BlockTable& table) const {
  SLUICE_RETURN_IF_ERROR(KnownRun(table, run));
  const auto& batches = table.runs.at(run).batches;
  if (batches.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      StrCat("batches of run ", run, " are still known: first=", batches.begin()->first));
}

absl::Status EndRun::Apply(BlockTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  for (const BlockId& id : table.runs.at(run).unassigned) {
    table.totals.lost += table.Find(id)->info.records;
    table.blocks.erase(id);
  }
  table.runs.erase(run);
  return absl::OkStatus();
}

absl::Status AddBlock::CanApply(const BlockTable& table) const {
  const bool is_input = id.kind == BlockId::Kind::kInput;
  if (is_input && !CanBe(id, table)) {
    return absl::FailedPreconditionError(StrCat("block ", id, " is of another life of the driver"));
  }
  if (!is_input || !table.streams.contains(id.stream()) || info.records < 0 || info.bytes < 0) {
    return absl::InvalidArgumentError(
        StrCat("not a received block: ", id, " records=", info.records, " bytes=", info.bytes));
  }
  if (table.blocks.contains(id)) return absl::OkStatus();
  auto seen = table.seen.find({id.stream(), id.epoch()});
  if (seen != table.seen.end() && seen->second.blocks.Contains(id.number)) {
    return absl::AlreadyExistsError(StrCat("block ", id, " was processed and forgotten"));
  }
  return IsLate(*this, table) ? CanAddLate(*this, table) : absl::OkStatus();
}

absl::Status AddBlock::Apply(BlockTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  const bool is_new = !table.blocks.contains(id);
  const int64_t first_missing = table.seen[{id.stream(), id.epoch()}].blocks.FirstMissing();
  if (is_new) Count(*this, table);
  auto run = table.runs.find(RunOf(id, table));
  if (run == table.runs.end()) {
    table.totals.lost += info.records;
    return absl::OkStatus();
  }
  BlockState& block = table.blocks[id];
  if (is_new) {
    block.info = info;
    // It has had its turn.
    if (info.position.has_value() && TakePassedOver(id, *info.position, table)) block.info.position.reset();
    run->second.unassigned.insert(id);
  } else {
    if (info.interval_number != BlockInfo::kUnknownInterval) block.info.interval_number = info.interval_number;
    if (info.log.has_value()) block.info.log = info.log;
  }
  if (holder.has_value()) AddHolder(*holder, block, table.totals);
  const int64_t still_missing = table.seen.at({id.stream(), id.epoch()}).blocks.FirstMissing();
  TakeTurns(id.stream(), id.epoch(), first_missing, still_missing, table);
  return absl::OkStatus();
}

absl::Status BeginReceiver::CanApply(const BlockTable& table) const { return absl::OkStatus(); }

absl::Status BeginReceiver::Apply(BlockTable& table) const {
  Epoch& newest = table.newest_starts[stream];
  newest = std::max(newest, epoch);
  return absl::OkStatus();
}

absl::Status DropHolder::CanApply(const BlockTable& table) const { return absl::OkStatus(); }

absl::Status DropHolder::Apply(BlockTable& table) const {
  for (auto& [id, block] : table.blocks) RemoveHolder(block, holder);
  return absl::OkStatus();
}

absl::Status DropCopy::CanApply(const BlockTable& table) const {
  const BlockState* block = table.Find(id);
  if (block != nullptr && Holds(*block, holder)) return absl::OkStatus();
  return absl::NotFoundError(StrCat("executor ", holder, " does not hold ", id));
}

absl::Status DropCopy::Apply(BlockTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  RemoveHolder(table.blocks.at(id), holder);
  return absl::OkStatus();
}

absl::Status AssignBatch::CanApply(const BlockTable& table) const {
  SLUICE_RETURN_IF_ERROR(KnownRun(table, batch.run));
  const BatchTime last = table.runs.at(batch.run).last_assigned;
  if (batch.time <= last) {
    return absl::FailedPreconditionError(StrCat("batches are assigned in time order: batch=", batch, " last=", last));
  }
  for (const BlockId& id : blocks) {
    const BlockState* block = table.Find(id);
    if (block == nullptr) return UnknownBlock(id);
    if (RunOf(id, table) != batch.run) {
      return absl::FailedPreconditionError(
          StrCat("block ", id, " is of run ", RunOf(id, table), ", not of batch ", batch));
    }
    if (!block->batch.has_value()) continue;
    return absl::FailedPreconditionError(
        StrCat("block ", id, " belongs to batch ", *block->batch, ", not to batch ", batch));
  }
  return absl::OkStatus();
}

absl::Status AssignBatch::Apply(BlockTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  BlockTable::Run& run = table.runs.at(batch.run);
  for (const BlockId& id : blocks) {
    table.blocks.at(id).batch = batch;
    run.unassigned.erase(id);
  }
  run.batches[batch.time].blocks = blocks;
  run.last_assigned = batch.time;
  return absl::OkStatus();
}

absl::Status GiveUpBlock::CanApply(const BlockTable& table) const {
  const BlockState* block = table.Find(id);
  if (block == nullptr) return UnknownBlock(id);
  if (block->batch.has_value() && !block->is_there()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      StrCat("block ", id, " is not lost: batch=", block->batch.has_value() ? ToString(*block->batch) : "none",
             " holders=", block->holders.size(), " in log=", block->info.log.has_value() ? "yes" : "no"));
}

absl::Status GiveUpBlock::Apply(BlockTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  BlockState& block = table.blocks.at(id);
  const bool was_processed = table.runs.at(block.batch->run).batches.at(block.batch->time).finished;
  if (!block.lost && !was_processed) table.totals.lost += block.info.records;  // A window looks back at it.
  block.lost = true;
  return absl::OkStatus();
}

absl::Status FinishBatch::CanApply(const BlockTable& table) const { return KnownBatch(table, batch); }

absl::Status FinishBatch::Apply(BlockTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  for (const BlockId& id : table.BlocksOf(batch)) {
    if (const BlockState* block = table.Find(id); !block->lost) table.totals.processed += block->info.records;
  }
  table.runs.at(batch.run).batches.at(batch.time).finished = true;
  return absl::OkStatus();
}

absl::Status ForgetBatch::CanApply(const BlockTable& table) const { return KnownBatch(table, batch); }

absl::Status ForgetBatch::Apply(BlockTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  BlockTable::Run& run = table.runs.at(batch.run);
  const BlockTable::Batch& forgotten = run.batches.at(batch.time);
  for (const BlockId& id : forgotten.blocks) {
    if (const BlockState* block = table.Find(id); !forgotten.finished && !block->lost) {
      table.totals.lost += block->info.records;
    }
    table.blocks.erase(id);
  }
  run.batches.erase(batch.time);
  return absl::OkStatus();
}

std::optional<RunId> RunOf(const BlockUpdate& update, const BlockTable& table) {
  auto of_block = [&](const BlockId& id) {
    const auto run = table.streams.find(id.stream());
    return run == table.streams.end() ? std::nullopt : std::optional(run->second);
  };
  return std::visit(Overloaded{
                        [](const BeginLife&) { return std::optional<RunId>(); },
                        [](const DropHolder&) { return std::optional<RunId>(); },
                        [](const BeginReceiver&) { return std::optional<RunId>(); },
                        [&](const AddBlock& u) { return of_block(u.id); },
                        [&](const DropCopy& u) { return of_block(u.id); },
                        [&](const GiveUpBlock& u) { return of_block(u.id); },
                        [](const AssignBatch& u) { return std::optional(u.batch.run); },
                        [](const FinishBatch& u) { return std::optional(u.batch.run); },
                        [](const ForgetBatch& u) { return std::optional(u.batch.run); },
                        [](const auto& u) { return std::optional(u.run); },
                    },
                    update);
}

absl::Status CanApply(const BlockUpdate& update, const BlockTable& table) {
  return std::visit([&table](const auto& change) { return change.CanApply(table); }, update);
}

absl::Status Apply(const BlockUpdate& update, BlockTable& table) {
  return std::visit([&table](const auto& change) { return change.Apply(table); }, update);
}

}  // namespace sluice
