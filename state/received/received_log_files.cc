#include "state/received/received_log_files.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/block_id_proto.h"
#include "common/base/block_info_proto.h"
#include "common/base/status.h"
#include "common/fs/names_in.h"
#include "common/record_log/record_format.h"
#include "common/record_log/record_log.h"
#include "proto/received_log.pb.h"

namespace sluice {
namespace {

constexpr int64_t kHeadBytes = 64 << 10;              // Heads are hardly ever longer.
constexpr int64_t kPlaceBytesMax = int64_t{1} << 30;  // No block takes as much.

struct Head {
  BlockId id;
  BlockInfo info;
  RecordKind kind;
  int64_t record_bytes;
  int64_t data_bytes;  // Records of so many bytes follow.
};

// Nothing: `bytes` begin with no head.
std::optional<Head> ParseHead(std::string_view bytes) {
  const std::optional<Record> record = ParseRecord(bytes);
  v1::ReceivedBlock head;
  if (!record.has_value() || !head.ParseFromArray(record->payload.data(), static_cast<int>(record->payload.size()))) {
    return std::nullopt;
  }
  const absl::StatusOr<BlockId> id = FromProto(head.block().id());
  if (!id.ok() || head.data_bytes() < 0 || head.data_bytes() > kPlaceBytesMax) return std::nullopt;
  return Head{*id, FromProto(head.block(), head.interval_number()), record->kind, record->bytes(), head.data_bytes()};
}

absl::Status Damaged(const std::string& path, const BlockId& id, int64_t offset) {
  return absl::DataLossError(
      StrCat("the log of received blocks is damaged: file=", path, " offset=", offset, " block=", id));
}

// The head at `offset`; nothing if there is none.
absl::StatusOr<std::optional<Head>> ReadHead(Files& files, const std::string& path, int64_t offset) {
  SLUICE_ASSIGN_OR_RETURN(Buffer part, files.ReadPart(path, offset, kHeadBytes));
  std::optional<Head> head = ParseHead(part.view());
  if (head.has_value() || part.size() < kHeadBytes) return head;
  SLUICE_ASSIGN_OR_RETURN(part, files.ReadPart(path, offset, kRecordBytesMax + kHeaderBytes));
  return ParseHead(part.view());
}

int64_t FormatBytes() {
  std::string format;
  AppendRecord(RecordKind::kFormat, kFormatName, format);
  return static_cast<int64_t>(format.size());
}

// The blocks of one file, by their heads. All but those of its last commit had reached the disk.
class FileSurvey {
 public:
  FileSurvey(Files& files, const ReceivedLogNames& names, StreamId stream, Epoch epoch, int64_t number)
      : files_(files), names_(names), path_(names.File(stream, epoch, number)), number_(number) {}

  // Of its first `bytes`.
  absl::Status Run(int64_t bytes) {
    int64_t offset = FormatBytes();
    while (offset < bytes) {
      SLUICE_ASSIGN_OR_RETURN(const std::optional<Head> head, ReadHead(files_, path_, offset));
      if (!head.has_value()) break;
      if (head->kind == RecordKind::kFirst) committed_ = blocks_.size();
      LoggedBlock& block = blocks_.emplace_back(LoggedBlock{head->id, head->info});
      block.info.log = PlaceInLog{.file = number_, .offset = offset, .bytes = head->record_bytes + head->data_bytes};
      offset += block.info.log->bytes;
    }
    DropTornTail();
    return offset < bytes ? CheckEndsAt(offset) : absl::OkStatus();
  }
  // Behind the last block.
  int64_t end() const {
    if (blocks_.empty()) return FormatBytes();
    return blocks_.back().info.log->offset + blocks_.back().info.log->bytes;
  }
  std::vector<LoggedBlock> Take() { return std::move(blocks_); }

 private:
  void DropTornTail() {
    for (size_t i = committed_; i < blocks_.size(); ++i) {
      if (!ReadLoggedBlock(files_, names_, blocks_[i].id, *blocks_[i].info.log).ok()) blocks_.resize(i);
    }
  }
  // What stands there may be a torn commit, or hide others.
  absl::Status CheckEndsAt(int64_t offset) {
    SLUICE_ASSIGN_OR_RETURN(const Buffer more, files_.ReadPart(path_, offset, 1));
    return more.empty() ? absl::OkStatus() : ReadRecordLog(files_, path_).status();
  }

  Files& files_;
  const ReceivedLogNames& names_;
  const std::string path_;
  const int64_t number_;
  std::vector<LoggedBlock> blocks_;
  size_t committed_ = 0;  // So many of them.
};

// Behind this nothing of a start of a receiver counts.
struct LogEnd {
  int64_t file = std::numeric_limits<int64_t>::max();
  int64_t offset = std::numeric_limits<int64_t>::max();

  int64_t Of(int64_t number) const { return number < file ? std::numeric_limits<int64_t>::max() : offset; }
};

// Nothing: no later start has looked.
absl::StatusOr<std::optional<LogEnd>> ReadEnd(Files& files, const std::string& path) {
  const absl::StatusOr<Buffer> text = files.Read(path);
  if (absl::IsNotFound(text.status())) return std::nullopt;
  SLUICE_RETURN_IF_ERROR(text.status());
  LogEnd end;
  const std::vector<absl::string_view> parts = absl::StrSplit(ToAbsl(text->view()), ' ');
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &end.file) || !absl::SimpleAtoi(parts[1], &end.offset)) {
    return absl::DataLossError(StrCat("it does not say where a log ends: ", path));
  }
  return end;
}

// Reading the file again would not help.
bool IsDamage(const absl::Status& status) { return absl::IsDataLoss(status) || absl::IsFailedPrecondition(status); }

// Starts of the stream's receiver that have a log.
absl::StatusOr<std::vector<Epoch>> EpochsOf(Files& files, const ReceivedLogNames& names, StreamId stream) {
  std::vector<Epoch> epochs;
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> found, NamesIn(files, names.OfStream(stream)));
  for (const std::string& name : found) {
    int64_t value = 0;
    if (absl::SimpleAtoi(name, &value)) epochs.emplace_back(value);
  }
  return epochs;
}

// What one start of a receiver has left for a later one.
class EpochSurvey {
 public:
  EpochSurvey(Files& files, const ReceivedLogNames& names, StreamId stream, Epoch former)
      : files_(files), names_(names), stream_(stream), former_(former) {}

  // The first one who looks says where it ends, for all: some of them may be over by now, and others not be there yet.
  absl::Status Run(Epoch looks) {
    while (true) {
      SLUICE_ASSIGN_OR_RETURN(const std::optional<LogEnd> known, ReadEnd(files_, End()));
      SLUICE_ASSIGN_OR_RETURN(const LogEnd end, Look(known));
      if (known.has_value()) return absl::OkStatus();
      const absl::Status said = SayEnd(end, StrCat(End(), "-", looks.value(), ".tmp"));
      if (!absl::IsAlreadyExists(said)) return said;
    }
  }
  void MoveInto(LoggedBlocks& all) {
    std::move(found_.blocks.begin(), found_.blocks.end(), std::back_inserter(all.blocks));
    std::move(found_.damages.begin(), found_.damages.end(), std::back_inserter(all.damages));
  }

 private:
  std::string End() const { return names_.End(stream_, former_); }
  absl::StatusOr<LogEnd> Look(const std::optional<LogEnd>& known) {
    found_ = {};
    LogEnd end{.file = -1, .offset = 0};
    SLUICE_ASSIGN_OR_RETURN(const std::vector<int64_t> numbers,
                            LogFileNumbers(files_, names_.OfEpoch(stream_, former_)));
    for (int64_t number : numbers) {
      if (known.has_value() && number > known->file) break;
      FileSurvey survey(files_, names_, stream_, former_, number);
      absl::Status whole = survey.Run(known.value_or(LogEnd()).Of(number));
      if (!whole.ok() && !IsDamage(whole)) return whole;
      end = {number, whole.ok() ? survey.end() : LogEnd().offset};  // Damage is to be found again.
      if (!whole.ok()) found_.damages.push_back(std::move(whole));
      for (LoggedBlock& block : survey.Take()) found_.blocks.push_back(std::move(block));
    }
    return end;
  }
  // ALREADY_EXISTS: somebody has said it meanwhile.
  absl::Status SayEnd(const LogEnd& end, const std::string& passing) {
    SLUICE_RETURN_IF_ERROR(files_.Publish(passing, StrCat(end.file, " ", end.offset)));
    return files_.Rename(passing, End());
  }

  Files& files_;
  const ReceivedLogNames& names_;
  const StreamId stream_;
  const Epoch former_;
  LoggedBlocks found_;
};

}  // namespace

absl::StatusOr<Buffers> ReadLoggedBlock(Files& files, const ReceivedLogNames& names, const BlockId& id,
                                        const PlaceInLog& place) {
  const std::string path = names.File(id.stream(), id.epoch(), place.file);
  const bool is_place = place.offset >= 0 && place.bytes > 0 && place.bytes <= kPlaceBytesMax;
  if (!is_place) return Damaged(path, id, place.offset);
  SLUICE_ASSIGN_OR_RETURN(const Buffer part, files.ReadPart(path, place.offset, place.bytes));
  const std::optional<Head> head = ParseHead(part.view());
  const bool is_whole = static_cast<int64_t>(part.size()) == place.bytes;
  if (!is_whole || !head.has_value() || head->id != id || head->record_bytes + head->data_bytes != place.bytes) {
    return Damaged(path, id, place.offset);
  }
  Buffers data;
  for (int64_t at = head->record_bytes; at < place.bytes;) {
    const std::optional<Record> piece = ParseRecord(part.view().substr(at));
    if (!piece.has_value()) return Damaged(path, id, place.offset + at);
    data.push_back(part.Slice(at + kHeaderBytes, piece->payload.size()));
    at += piece->bytes();
  }
  return data;
}

absl::StatusOr<LoggedBlocks> FindLoggedBlocks(Files& files, const ReceivedLogNames& names, StreamId stream,
                                              Epoch epoch) {
  LoggedBlocks found;
  SLUICE_ASSIGN_OR_RETURN(const std::vector<Epoch> epochs, EpochsOf(files, names, stream));
  for (const Epoch former : epochs) {
    if (former >= epoch) continue;
    EpochSurvey survey(files, names, stream, former);
    SLUICE_RETURN_IF_ERROR(survey.Run(epoch));
    survey.MoveInto(found);
  }
  std::sort(found.blocks.begin(), found.blocks.end(),
            [](const LoggedBlock& a, const LoggedBlock& b) { return a.id < b.id; });
  return found;
}

absl::Status RemoveLogFiles(Files& files, const ReceivedLogNames& names, StreamId stream,
                            const NeededLogFiles& needed) {
  if (needed.empty()) return absl::OkStatus();
  SLUICE_ASSIGN_OR_RETURN(const std::vector<Epoch> epochs, EpochsOf(files, names, stream));
  for (const Epoch epoch : epochs) {
    if (epoch > needed.rbegin()->first) continue;
    const std::string folder = names.OfEpoch(stream, epoch);
    const auto first = needed.find(epoch);
    if (first == needed.end()) {
      SLUICE_RETURN_IF_ERROR(files.RemoveTree(folder));
      continue;
    }
    SLUICE_ASSIGN_OR_RETURN(const std::vector<int64_t> numbers, LogFileNumbers(files, folder));
    for (int64_t number : numbers) {
      if (number < first->second) SLUICE_RETURN_IF_ERROR(files.Remove(names.File(stream, epoch, number)));
    }
  }
  return absl::OkStatus();
}

absl::Status RemoveLogsOfOthers(Files& files, const std::string& checkpoint_folder, const std::string& kept) {
  const std::string root = ReceivedLogNames::Root(checkpoint_folder);
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(files, root));
  for (const std::string& name : names) {
    const std::string folder = StrCat(root, "/", name);
    if (folder != kept) SLUICE_RETURN_IF_ERROR(files.RemoveTree(folder));
  }
  return absl::OkStatus();
}

absl::StatusOr<Epoch> ReadNewestEpoch(Files& files, const ReceivedLogNames& names, StreamId stream) {
  const std::string path = names.Newest(stream);
  const absl::StatusOr<Buffer> text = files.Read(path);
  if (absl::IsNotFound(text.status())) return Epoch();
  SLUICE_RETURN_IF_ERROR(text.status());
  int64_t value = 0;
  if (!absl::SimpleAtoi(ToAbsl(text->view()), &value)) {
    return absl::DataLossError(StrCat("it does not name a start of a receiver: ", path));
  }
  return Epoch(value);
}

absl::StatusOr<std::vector<int64_t>> LogFileNumbers(Files& files, const std::string& epoch_folder) {
  std::vector<int64_t> numbers;
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(files, epoch_folder));
  for (const std::string& name : names) {
    int64_t number = 0;
    if (absl::SimpleAtoi(name, &number)) numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

}  // namespace sluice
