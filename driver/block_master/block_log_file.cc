#include "driver/block_master/block_log_file.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/status.h"
#include "common/observe/logging.h"
#include "common/record_log/record_format.h"
#include "driver/block_master/block_log_format.h"
#include "state/received/block_log_names.h"

namespace sluice {
namespace {

constexpr RunId kRun{0};  // A log does not number its run.

std::string PathOf(const std::string& folder, int64_t number) { return StrCat(folder, "/", BlockLogName(number)); }

absl::Status CheckNothingIsMissing(Files& files, const BlockLogFile::Options& options,
                                   const std::optional<FormerBlockLog>& former) {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<MissingFile> missing,
                          FindMissingOfBlocks(files, options.folder, options.checkpoint, former));
  if (missing.empty()) return absl::OkStatus();
  return absl::DataLossError(StrCat("the checkpoint directory ", options.folder,
                                    " is not whole: no such file: ", missing.front().path, "; ", missing.front().why,
                                    "; bring it back, or begin anew in an empty checkpoint directory"));
}

absl::Status TakeOver(FormerBlockLog former, const BlockLogFile::Options& options, BlockLogFile::Owner& owner,
                      BlockLogFile::Opened& opened) {
  if (!former.image.has_value()) return absl::OkStatus();
  const bool is_ours = former.owner.application == options.owner.application && former.owner.life < options.owner.life;
  if (!is_ours) {
    opened.records_lost = former.image->UnprocessedRecords();
    return absl::OkStatus();
  }
  if (former.image->streams.size() != options.streams.size()) {
    return absl::FailedPreconditionError(StrCat("the program in ", options.folder,
                                                " had another number of inputs with receivers: then=",
                                                former.image->streams.size(), " now=", options.streams.size()));
  }
  opened.takes_over = true;
  owner.lease_token = former.owner.lease_token;
  opened.run.image = *std::move(former.image);
  return absl::OkStatus();
}

std::string HeadOf(const BlockLogFile::Owner& owner) {
  v1::BlockLogRecord record;
  record.mutable_head()->set_application(owner.application.value());
  record.mutable_head()->set_driver_life(owner.life.value());
  record.mutable_head()->set_received_token(owner.lease_token);
  return record.SerializeAsString();
}

}  // namespace

absl::StatusOr<BlockLogFile::Opened> BlockLogFile::Open(Runtime& runtime, Files& files, const Options& options) {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<int64_t> numbers, BlockLogNumbers(files, options.folder));
  Owner owner = options.owner;
  Opened opened{.run = {.image = {.streams = options.streams}}};
  if (options.goes_on) {
    SLUICE_ASSIGN_OR_RETURN(std::optional<FormerBlockLog> former,
                            ReadNewestBlockLog(files, options.folder, options.owner.life));
    SLUICE_RETURN_IF_ERROR(CheckNothingIsMissing(files, options, former));
    if (former.has_value()) SLUICE_RETURN_IF_ERROR(TakeOver(*std::move(former), options, owner, opened));
  }
  opened.run.begun_under = owner.lease_token;
  const std::string received = opened.run.received.folder =
      ReceivedLogNames::FolderOf(options.folder, owner.lease_token);
  SLUICE_RETURN_IF_ERROR(RemoveLogsOfOthers(files, options.folder, opened.takes_over ? received : ""));
  const int64_t number = std::max(options.owner.lease_token, numbers.empty() ? 1 : numbers.back() + 1);
  SLUICE_ASSIGN_OR_RETURN(RecordLogWriter::Opened file, RecordLogWriter::Open(files, PathOf(options.folder, number)));
  SLUICE_RETURN_IF_ERROR(file.writer->Append(HeadOf(owner)));
  SLUICE_RETURN_IF_ERROR(file.writer->Append(ToRecord(AddRun{kRun, opened.run.image})->SerializeAsString()));
  SLUICE_RETURN_IF_ERROR(file.writer->Commit());
  for (int64_t former : numbers) SLUICE_RETURN_IF_ERROR(files.Remove(PathOf(options.folder, former)));
  opened.run.log.reset(new BlockLogFile(runtime, files, received, std::move(file.writer)));
  return opened;
}

absl::Status BlockLogFile::Append(const BlockUpdate& update) {
  const std::optional<v1::BlockLogRecord> record = ToRecord(update);
  if (!record.has_value()) return absl::OkStatus();
  std::string bytes = record->SerializeAsString();
  if (static_cast<int64_t>(bytes.size()) > kRecordBytesMax) {
    return absl::InvalidArgumentError(StrCat("it is too large: bytes=", bytes.size(), " max=", kRecordBytesMax));
  }
  MutexLock lock(&mu_);
  pending_.push_back(std::move(bytes));
  return absl::OkStatus();
}

std::vector<std::string> BlockLogFile::TakePending() {
  MutexLock lock(&mu_);
  return std::exchange(pending_, {});
}

absl::Status BlockLogFile::Commit() {
  TurnLock writing(&writing_);
  std::vector<std::string> records = TakePending();
  const absl::Status written = Write(records);
  if (written.ok()) return written;
  MutexLock lock(&mu_);
  records.insert(records.end(), pending_.begin(), pending_.end());  // Some may have come meanwhile.
  pending_ = std::move(records);
  return written;
}

void BlockLogFile::RemoveReceived(const NeededLogs& needed) {
  TurnLock writing(&writing_);
  for (const auto& [stream, files] : needed) {
    const auto before = needed_.find(stream);
    if (before != needed_.end() && before->second == files) continue;
    const absl::Status removed = RemoveLogFiles(files_, received_, stream, files);
    if (!removed.ok()) LogWarning("blocks", "a log of received blocks stays: ", removed.message());
  }
  needed_ = needed;
}

absl::Status BlockLogFile::Write(const std::vector<std::string>& records) {
  for (const std::string& record : records) SLUICE_RETURN_IF_ERROR(writer_->Append(record));
  return writer_->Commit();
}

}  // namespace sluice
