#include "driver/block_master/block_log_file.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/status.h"
#include "common/fs/names_in.h"
#include "common/observe/logging.h"
#include "common/record_log/record_format.h"
#include "driver/block_master/block_log_format.h"

namespace sluice {
namespace {

constexpr std::string_view kPrefix = "blocks-";
constexpr RunId kRun{0};  // A log does not number its run.

std::string PathOf(const std::string& folder, int64_t number) { return StrCat(folder, "/", kPrefix, number); }

// Of the logs in the folder, the oldest first.
absl::StatusOr<std::vector<int64_t>> Numbers(Files& files, const std::string& folder) {
  std::vector<int64_t> numbers;
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(files, folder));
  for (const std::string& name : names) {
    int64_t number = 0;
    if (name.starts_with(kPrefix) && absl::SimpleAtoi(name.substr(kPrefix.size()), &number)) numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

struct FormerLog {
  BlockLogFile::Owner owner;
  std::optional<RunImage> image;  // None: the run has ended.
};

// Nothing: its writer did not live to say what it knew.
absl::StatusOr<std::optional<FormerLog>> Replay(const std::vector<Buffer>& records, DriverLife life) {
  constexpr size_t kOpening = 2;  // Who writes, and what is known.
  if (records.size() < kOpening) return std::nullopt;
  FormerLog former;
  BlockTable table;
  SLUICE_RETURN_IF_ERROR(BeginLife{life}.Apply(table));
  for (size_t i = 0; i < records.size(); ++i) {
    v1::BlockLogRecord record;
    if (!record.ParseFromArray(records[i].data(), static_cast<int>(records[i].size()))) {
      return absl::DataLossError(StrCat("record ", i, " is of no kind that this version knows"));
    }
    if (record.has_head()) {
      former.owner = {ApplicationId(record.head().application()), DriverLife(record.head().driver_life()),
                      record.head().received_token()};
      continue;
    }
    const absl::StatusOr<BlockUpdate> update = FromRecord(record, kRun);
    const absl::Status applied = update.ok() ? Apply(*update, table) : update.status();
    if (!applied.ok()) return absl::DataLossError(StrCat("record ", i, ": ", applied.message()));
  }
  if (table.FindRun(kRun) != nullptr) former.image = ImageOf(table, kRun);
  return former;
}

// The newest one that says what was known.
absl::StatusOr<std::optional<FormerLog>> ReadNewest(Files& files, const std::vector<std::string>& paths,
                                                    DriverLife life) {
  for (auto path = paths.rbegin(); path != paths.rend(); ++path) {
    absl::StatusOr<RecordLogContents> contents = ReadRecordLog(files, *path);
    if (contents.ok() && contents->records.empty()) continue;
    SLUICE_RETURN_IF_ERROR(contents.status());
    absl::StatusOr<std::optional<FormerLog>> former = Replay(contents->records, life);
    SLUICE_RETURN_IF_ERROR(Annotate(former.status(), *path));
    if (former->has_value()) return former;
  }
  return std::nullopt;
}

absl::Status TakeOver(FormerLog former, const BlockLogFile::Options& options, BlockLogFile::Owner& owner,
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
  SLUICE_ASSIGN_OR_RETURN(const std::vector<int64_t> numbers, Numbers(files, options.folder));
  std::vector<std::string> former_paths;
  for (int64_t number : numbers) former_paths.push_back(PathOf(options.folder, number));
  Owner owner = options.owner;
  Opened opened{.run = {.image = {.streams = options.streams}}};
  if (options.goes_on) {
    SLUICE_ASSIGN_OR_RETURN(std::optional<FormerLog> former, ReadNewest(files, former_paths, options.owner.life));
    if (former.has_value()) SLUICE_RETURN_IF_ERROR(TakeOver(*std::move(former), options, owner, opened));
  }
  const std::string received = opened.run.received.folder =
      ReceivedLogNames::FolderOf(options.folder, owner.lease_token);
  SLUICE_RETURN_IF_ERROR(RemoveLogsOfOthers(files, options.folder, opened.takes_over ? received : ""));
  const std::string path = PathOf(options.folder, numbers.empty() ? 1 : numbers.back() + 1);
  SLUICE_ASSIGN_OR_RETURN(RecordLogWriter::Opened file, RecordLogWriter::Open(files, path));
  SLUICE_RETURN_IF_ERROR(file.writer->Append(HeadOf(owner)));
  SLUICE_RETURN_IF_ERROR(file.writer->Append(ToRecord(AddRun{kRun, opened.run.image})->SerializeAsString()));
  SLUICE_RETURN_IF_ERROR(file.writer->Commit());
  for (const std::string& former : former_paths) SLUICE_RETURN_IF_ERROR(files.Remove(former));
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
