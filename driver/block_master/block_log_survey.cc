#include "driver/block_master/block_log_survey.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/base/status.h"
#include "common/fs/names_in.h"
#include "common/record_log/record_log.h"
#include "driver/block_master/block_log_format.h"
#include "driver/block_master/block_update.h"
#include "state/received/block_log_names.h"
#include "state/received/received_log_files.h"

namespace sluice {
namespace {

constexpr RunId kRun{0};  // A log does not number its run.

// Reads a log record by record.
class Replay {
 public:
  absl::Status Begin(DriverLife life) { return BeginLife{life}.Apply(table_); }

  absl::Status Add(const Buffer& bytes) {
    v1::BlockLogRecord record;
    if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      return absl::DataLossError("it is of no kind that this version knows");
    }
    if (record.has_head()) {
      const v1::BlockLogHead& head = record.head();
      log_.owner = {ApplicationId(head.application()), DriverLife(head.driver_life()), head.received_token()};
      return absl::OkStatus();
    }
    SLUICE_ASSIGN_OR_RETURN(const BlockUpdate update, FromRecord(record, kRun));
    SLUICE_RETURN_IF_ERROR(Apply(update, table_));
    if (const auto* finished = std::get_if<FinishBatch>(&update)) NoteDone(finished->batch.time);
    return absl::OkStatus();
  }
  FormerBlockLog Take() {
    if (table_.FindRun(kRun) == nullptr) return {.owner = log_.owner};
    log_.image = ImageOf(table_, kRun);
    for (const auto& [batch, known] : log_.image->batches) {
      if (known.finished) NoteDone(batch);
    }
    return std::move(log_);
  }

 private:
  void NoteDone(BatchTime batch) {
    if (table_.BlocksOf({kRun, batch}).empty()) return;
    log_.last_with_blocks = std::max(log_.last_with_blocks.value_or(batch), batch);
  }

  BlockTable table_;
  FormerBlockLog log_;
};

// Nothing: its writer did not live to say what it knew.
absl::StatusOr<std::optional<FormerBlockLog>> ReadRecords(const std::vector<Buffer>& records, DriverLife life) {
  constexpr size_t kOpening = 2;  // Who writes, and what is known.
  if (records.size() < kOpening) return std::nullopt;
  Replay replay;
  SLUICE_RETURN_IF_ERROR(replay.Begin(life));
  for (size_t i = 0; i < records.size(); ++i) {
    const absl::Status added = replay.Add(records[i]);
    if (!added.ok()) return absl::DataLossError(StrCat("record ", i, ": ", added.message()));
  }
  return replay.Take();
}

std::string PathOf(const std::string& folder, int64_t number) { return StrCat(folder, "/", BlockLogName(number)); }

// What was saved of a batch that did not run is there instead of its checkpoint.
absl::StatusOr<bool> WasSavedUnfinished(Files& files, const std::string& folder, BatchTime batch) {
  const std::string root = StrCat(folder, "/unfinished"), begin = StrCat(batch.value(), "-");
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> inputs, NamesIn(files, root));
  for (const std::string& input : inputs) {
    SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> saved, NamesIn(files, StrCat(root, "/", input)));
    if (std::any_of(saved.begin(), saved.end(), [&](const auto& name) { return name.starts_with(begin); })) return true;
  }
  return false;
}

// Files of receivers' logs that have blocks which a later life has yet to process.
std::set<std::pair<std::pair<StreamId, Epoch>, int64_t>> NeededFiles(const RunImage& image, BatchTime done) {
  std::set<std::pair<std::pair<StreamId, Epoch>, int64_t>> needed;
  for (const auto& [id, block] : image.blocks) {
    const bool is_done =
        block.batch.has_value() && (block.batch->time <= done || image.batches.at(block.batch->time).finished);
    if (!is_done && !block.lost && block.info.log.has_value()) {
      needed.insert({{id.stream(), id.epoch()}, block.info.log->file});
    }
  }
  return needed;
}

}  // namespace

absl::StatusOr<std::vector<int64_t>> BlockLogNumbers(Files& files, const std::string& folder) {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(files, folder));
  std::vector<int64_t> numbers;
  for (const std::string& name : names) {
    if (const std::optional<int64_t> number = BlockLogNumber(name)) numbers.push_back(*number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

absl::StatusOr<std::optional<FormerBlockLog>> ReadNewestBlockLog(Files& files, const std::string& folder,
                                                                 DriverLife life) {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<int64_t> numbers, BlockLogNumbers(files, folder));
  for (auto number = numbers.rbegin(); number != numbers.rend(); ++number) {
    const std::string path = PathOf(folder, *number);
    SLUICE_ASSIGN_OR_RETURN(const RecordLogContents contents, ReadRecordLog(files, path));
    absl::StatusOr<std::optional<FormerBlockLog>> former = ReadRecords(contents.records, life);
    SLUICE_RETURN_IF_ERROR(Annotate(former.status(), path));
    if (former->has_value()) return former;
  }
  return std::nullopt;
}

absl::StatusOr<std::vector<MissingFile>> FindMissingOfBlocks(Files& files, const std::string& folder,
                                                             const CheckpointOfBlocks& checkpoint,
                                                             const std::optional<FormerBlockLog>& log) {
  std::vector<MissingFile> missing;
  SLUICE_ASSIGN_OR_RETURN(const std::vector<int64_t> numbers, BlockLogNumbers(files, folder));
  const bool is_there = log.has_value() && !numbers.empty() && numbers.back() >= checkpoint.log;
  if (checkpoint.log > 0 && !is_there) {
    missing.push_back(
        {PathOf(folder, checkpoint.log), "the newest checkpoint says that what was received is noted in it"});
  }
  if (!log.has_value() || !log->image.has_value()) return missing;
  const BatchTime done = checkpoint.last_finished.value_or(BatchTime());
  if (log->last_with_blocks.has_value() && *log->last_with_blocks > done) {
    const BatchTime last = *log->last_with_blocks;
    SLUICE_ASSIGN_OR_RETURN(const bool was_saved, WasSavedUnfinished(files, folder, last));
    const std::string path = StrCat(folder, "/checkpoint-", last.value());
    if (!was_saved) missing.push_back({path, "the log of received blocks says that this batch is done"});
  }
  const ReceivedLogNames names(ReceivedLogNames::FolderOf(folder, log->owner.lease_token));
  for (const auto& [start, number] : NeededFiles(*log->image, done)) {
    const auto& [stream, epoch] = start;
    SLUICE_ASSIGN_OR_RETURN(const std::vector<int64_t> there, LogFileNumbers(files, names.OfEpoch(stream, epoch)));
    if (std::binary_search(there.begin(), there.end(), number)) continue;
    missing.push_back({names.File(stream, epoch, number),
                       "the log of received blocks says that it has blocks which are "
                       "in no batch that is done"});
  }
  return missing;
}

}  // namespace sluice
