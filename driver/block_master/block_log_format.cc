#include "driver/block_master/block_log_format.h"

#include <utility>

#include "common/base/block_id_proto.h"
#include "common/base/block_info_proto.h"
#include "common/base/status.h"

namespace sluice {
namespace {

v1::LoggedBlock BlockOf(const BlockId& id, const BlockInfo& info, bool lost = false) {
  v1::LoggedBlock block;
  *block.mutable_block() = ToProto(id, info);
  block.set_interval_number(info.interval_number);
  block.set_lost(lost);
  return block;
}

BlockInfo InfoOf(const v1::LoggedBlock& block) { return FromProto(block.block(), block.interval_number()); }

v1::LoggedBatch BatchOf(BatchTime time, const std::vector<BlockId>& blocks, bool finished) {
  v1::LoggedBatch batch;
  batch.set_time(time.value());
  for (const BlockId& id : blocks) *batch.add_blocks() = ToProto(id);
  batch.set_finished(finished);
  return batch;
}

void AddRanges(StreamId stream, const PassedOver& parts, v1::RunImageProto& proto) {
  for (const auto& [part, ranges] : parts) {
    for (const auto& [first, range] : ranges) {
      v1::PassedOverRange& passed = *proto.add_passed_over();
      passed.set_stream(stream.value());
      passed.set_part(part);
      passed.set_first(first);
      passed.set_end(range.end);
      passed.set_epoch(range.by.value());
    }
  }
}

v1::RunImageProto ToProto(const RunImage& image) {
  v1::RunImageProto proto;
  for (StreamId stream : image.streams) proto.add_streams(stream.value());
  proto.set_last_assigned(image.last_assigned.value());
  for (const auto& [id, block] : image.blocks) *proto.add_blocks() = BlockOf(id, block.info, block.lost);
  for (const auto& [time, batch] : image.batches) *proto.add_batches() = BatchOf(time, batch.blocks, batch.finished);
  for (const auto& [key, seen] : image.seen) {
    v1::SeenSequences& sequences = *proto.add_seen();
    sequences.set_stream(key.first.value());
    sequences.set_epoch(key.second.value());
    sequences.set_records(seen.records);
    sequences.set_log_files(seen.log_files);
    for (const auto& [first, end] : seen.blocks.ranges()) {
      sequences.add_bounds(first);
      sequences.add_bounds(end);
    }
  }
  proto.set_received(image.totals.received);
  proto.set_replicated(image.totals.replicated);
  proto.set_processed(image.totals.processed);
  proto.set_lost(image.totals.lost);
  proto.set_repeated(image.totals.repeated);
  for (const auto& [stream, positions] : image.positions) {
    for (const auto& [part, until] : positions) {
      v1::StoredPosition& stored = *proto.add_positions();
      stored.set_stream(stream.value());
      stored.set_part(part);
      stored.set_until(until);
    }
  }
  for (const auto& [stream, parts] : image.passed_over) AddRanges(stream, parts, proto);
  return proto;
}

// What each kind of change says. False: nothing.
bool Write(const AddRun& update, v1::BlockLogRecord& record) {
  *record.mutable_run() = ToProto(update.image);
  return true;
}
bool Write(const AddBlock& update, v1::BlockLogRecord& record) {
  *record.mutable_add() = BlockOf(update.id, update.info);
  return true;
}
bool Write(const AssignBatch& update, v1::BlockLogRecord& record) {
  *record.mutable_assign() = BatchOf(update.batch.time, update.blocks, /*finished=*/false);
  return true;
}
bool Write(const GiveUpBlock& update, v1::BlockLogRecord& record) {
  *record.mutable_give_up() = ToProto(update.id);
  return true;
}
bool Write(const FinishBatch& update, v1::BlockLogRecord& record) {
  record.set_finish(update.batch.time.value());
  return true;
}
bool Write(const ForgetBatch& update, v1::BlockLogRecord& record) {
  record.set_forget(update.batch.time.value());
  return true;
}
bool Write(const EndRun&, v1::BlockLogRecord& record) {
  record.set_end(true);
  return true;
}
template <class Update>
bool Write(const Update&, v1::BlockLogRecord&) {
  return false;
}

absl::StatusOr<std::vector<BlockId>> BlocksOf(const v1::LoggedBatch& batch) {
  std::vector<BlockId> blocks;
  for (const v1::BlockIdProto& proto : batch.blocks()) {
    SLUICE_ASSIGN_OR_RETURN(const BlockId id, FromProto(proto));
    blocks.push_back(id);
  }
  return blocks;
}

absl::Status ReadBlocks(const v1::RunImageProto& proto, RunImage& image) {
  for (const v1::LoggedBlock& block : proto.blocks()) {
    SLUICE_ASSIGN_OR_RETURN(const BlockId id, FromProto(block.block().id()));
    image.blocks[id] = {.info = InfoOf(block), .lost = block.lost()};
  }
  return absl::OkStatus();
}

absl::Status ReadBatches(const v1::RunImageProto& proto, RunId run, RunImage& image) {
  for (const v1::LoggedBatch& batch : proto.batches()) {
    const BatchTime time(batch.time());
    SLUICE_ASSIGN_OR_RETURN(image.batches[time].blocks, BlocksOf(batch));
    image.batches[time].finished = batch.finished();
    for (const BlockId& id : image.batches[time].blocks) {
      auto block = image.blocks.find(id);
      if (block == image.blocks.end()) return absl::DataLossError(StrCat("batch ", time, " has no block ", id));
      block->second.batch = BatchKey{run, time};
    }
  }
  return absl::OkStatus();
}

absl::Status ReadSeen(const v1::RunImageProto& proto, RunImage& image) {
  for (const v1::SeenSequences& sequences : proto.seen()) {
    BlockTable::Seen& seen = image.seen[{StreamId(sequences.stream()), Epoch(sequences.epoch())}];
    if (sequences.bounds_size() % 2 != 0) return absl::DataLossError("a range has no end");
    for (int i = 0; i < sequences.bounds_size(); i += 2)
      seen.blocks.AddRange(sequences.bounds(i), sequences.bounds(i + 1));
    seen.records = sequences.records();
    seen.log_files = sequences.log_files();
  }
  return absl::OkStatus();
}

absl::StatusOr<BlockUpdate> ReadImage(const v1::RunImageProto& proto, RunId run) {
  RunImage image;
  for (int64_t stream : proto.streams()) image.streams.emplace_back(stream);
  image.last_assigned = BatchTime(proto.last_assigned());
  SLUICE_RETURN_IF_ERROR(ReadBlocks(proto, image));
  SLUICE_RETURN_IF_ERROR(ReadBatches(proto, run, image));
  SLUICE_RETURN_IF_ERROR(ReadSeen(proto, image));
  image.totals = {.received = proto.received(),
                  .replicated = proto.replicated(),
                  .processed = proto.processed(),
                  .lost = proto.lost(),
                  .repeated = proto.repeated()};
  for (const v1::StoredPosition& stored : proto.positions()) {
    image.positions[StreamId(stored.stream())][stored.part()] = stored.until();
  }
  for (const v1::PassedOverRange& passed : proto.passed_over()) {
    image.passed_over[StreamId(passed.stream())][passed.part()][passed.first()] = {passed.end(), Epoch(passed.epoch())};
  }
  return AddRun{run, std::move(image)};
}

absl::StatusOr<BlockUpdate> ReadBlock(const v1::LoggedBlock& block) {
  SLUICE_ASSIGN_OR_RETURN(const BlockId id, FromProto(block.block().id()));
  return AddBlock{.id = id, .info = InfoOf(block)};
}

}  // namespace

std::optional<v1::BlockLogRecord> ToRecord(const BlockUpdate& update) {
  v1::BlockLogRecord record;
  const bool is_kept = std::visit([&](const auto& change) { return Write(change, record); }, update);
  return is_kept ? std::optional(std::move(record)) : std::nullopt;
}

absl::StatusOr<BlockUpdate> FromRecord(const v1::BlockLogRecord& record, RunId run) {
  switch (record.kind_case()) {
    case v1::BlockLogRecord::kRun: return ReadImage(record.run(), run);
    case v1::BlockLogRecord::kAdd: return ReadBlock(record.add());
    case v1::BlockLogRecord::kAssign: {
      SLUICE_ASSIGN_OR_RETURN(std::vector<BlockId> blocks, BlocksOf(record.assign()));
      return AssignBatch{{run, BatchTime(record.assign().time())}, std::move(blocks)};
    }
    case v1::BlockLogRecord::kGiveUp: {
      SLUICE_ASSIGN_OR_RETURN(const BlockId id, FromProto(record.give_up()));
      return GiveUpBlock{id};
    }
    case v1::BlockLogRecord::kFinish: return FinishBatch{{run, BatchTime(record.finish())}};
    case v1::BlockLogRecord::kForget: return ForgetBatch{{run, BatchTime(record.forget())}};
    case v1::BlockLogRecord::kEnd: return EndRun{run};
    default: return absl::DataLossError("a record of no kind that this version knows");
  }
}

}  // namespace sluice
