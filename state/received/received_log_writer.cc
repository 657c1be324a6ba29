#include "state/received/received_log_writer.h"

#include <algorithm>

#include "common/base/block_info_proto.h"
#include "common/base/status.h"
#include "common/record_log/record_format.h"
#include "proto/received_log.pb.h"
#include "state/received/received_log_files.h"

namespace sluice {
namespace {

constexpr int64_t kPieceBytes = 8 << 20;

int64_t RecordBytesOf(const Buffers& data) {
  int64_t bytes = 0;
  for (const Buffer& buffer : data) {
    const auto size = static_cast<int64_t>(buffer.size());
    bytes += size + kHeaderBytes * ((size + kPieceBytes - 1) / kPieceBytes);
  }
  return bytes;
}

absl::Status IsOver(const ReceivedLogWriter::Options& options, Epoch newest) {
  if (newest == Epoch()) {
    return absl::FailedPreconditionError(
        StrCat("the logs of the application's receivers are gone: another program has "
               "begun in the checkpoint directory: ",
               options.place.folder));
  }
  return absl::FailedPreconditionError(StrCat("a later start of the receiver of stream ", options.stream,
                                              " has begun: this=", options.epoch, " newest=", newest));
}

absl::Status SayNewest(Files& files, const ReceivedLogWriter::Options& options, const std::string& path) {
  const std::string text = StrCat(options.epoch.value());
  const std::string& door = options.place.door;
  return door.empty() ? files.Publish(path, text) : files.PublishThrough(door, path, text);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ReceivedLogWriter>> ReceivedLogWriter::Open(Files& files, Options options) {
  const ReceivedLogNames names(options.place.folder);
  const std::string folder = names.OfEpoch(options.stream, options.epoch);
  SLUICE_RETURN_IF_ERROR(files.MakeFolder(folder));
  SLUICE_ASSIGN_OR_RETURN(const Epoch newest, ReadNewestEpoch(files, names, options.stream));
  if (newest > options.epoch) return IsOver(options, newest);
  SLUICE_RETURN_IF_ERROR(SayNewest(files, options, names.Newest(options.stream)));
  SLUICE_ASSIGN_OR_RETURN(const std::vector<int64_t> numbers, LogFileNumbers(files, folder));
  const int64_t next = numbers.empty() ? 0 : numbers.back() + 1;
  return std::unique_ptr<ReceivedLogWriter>(new ReceivedLogWriter(files, std::move(options), next));
}

absl::Status ReceivedLogWriter::BeginFile() {
  const std::string path = names_.File(options_.stream, options_.epoch, next_file_++);
  SLUICE_ASSIGN_OR_RETURN(RecordLogWriter::Opened opened, RecordLogWriter::Open(files_, path));
  file_ = std::move(opened.writer);
  return absl::OkStatus();
}

absl::StatusOr<PlaceInLog> ReceivedLogWriter::Append(const BlockId& id, const BlockInfo& info, const Buffers& data) {
  if (file_ == nullptr) SLUICE_RETURN_IF_ERROR(BeginFile());
  absl::StatusOr<PlaceInLog> place = AppendTo(*file_, id, info, data);
  if (!place.ok()) file_ = nullptr;
  return place;
}

absl::StatusOr<PlaceInLog> ReceivedLogWriter::AppendTo(RecordLogWriter& file, const BlockId& id, const BlockInfo& info,
                                                       const Buffers& data) {
  PlaceInLog place{.file = next_file_ - 1, .offset = file.end()};
  v1::ReceivedBlock head;
  *head.mutable_block() = ToProto(id, info);
  head.set_interval_number(info.interval_number);
  head.set_data_bytes(RecordBytesOf(data));
  SLUICE_RETURN_IF_ERROR(file.Append(head.SerializeAsString()));
  for (const Buffer& buffer : data) {
    for (std::string_view rest = buffer.view(); !rest.empty();
         rest.remove_prefix(std::min<size_t>(kPieceBytes, rest.size()))) {
      SLUICE_RETURN_IF_ERROR(file.Append(rest.substr(0, kPieceBytes)));
    }
  }
  place.bytes = file.end() - place.offset;
  return place;
}

absl::Status ReceivedLogWriter::Commit() {
  absl::Status committed = CommitFile();
  if (!committed.ok() || (file_ != nullptr && file_->end() >= options_.file_bytes_max)) file_ = nullptr;
  return committed;
}

// Whoever finds out what this start of the receiver has left says first that another one has begun. So either they find
// what was synced here, or it is noticed here that it does not count.
absl::Status ReceivedLogWriter::CommitFile() {
  if (file_ == nullptr) return absl::OkStatus();
  SLUICE_RETURN_IF_ERROR(file_->Commit());
  SLUICE_ASSIGN_OR_RETURN(const Epoch newest, ReadNewestEpoch(files_, names_, options_.stream));
  return newest == options_.epoch ? absl::OkStatus() : IsOver(options_, newest);
}

}  // namespace sluice
