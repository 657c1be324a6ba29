#include "engine/dstream/stream_checkpoint.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/codec/codec.h"
#include "common/codec/stable_hash.h"
#include "common/fs/names_in.h"
#include "common/observe/logging.h"

namespace sluice {
namespace {

constexpr std::string_view kPrefix = "checkpoint-";
constexpr uint64_t kMagic = 0x38434543'49554c53;              // "SLUICEC8": format 8.
constexpr uint64_t kMagicOfAllFormats = 0x00FFFFFF'FFFFFFFF;  // The last byte is the format's number.
constexpr size_t kKept = 10;
constexpr std::string_view kDescriptionPrefix = "program-";

// Magic, checksum of the rest, the checkpoint.
std::string ToBytes(const StreamCheckpoint& checkpoint) {
  std::string body = Encode(checkpoint);
  return Encode(kMagic, StableHash(body)) + body;
}

}  // namespace

GraphSignature StreamCheckpoint::Signature() const {
  GraphSignature signature{.interval_millis = interval_millis, .streams = streams, .outputs = outputs};
  for (const Input& input : inputs) signature.inputs.push_back(input.name);
  return signature;
}

absl::StatusOr<StreamCheckpoint> DecodeStreamCheckpoint(std::string_view file) {
  uint64_t magic = 0, checksum = 0;
  constexpr size_t kHead = 2 * sizeof(uint64_t);
  if (file.size() < kHead || !Decode(file.substr(0, kHead), magic, checksum)) {
    return absl::DataLossError(StrCat("it ends within its first ", kHead, " bytes: bytes=", file.size()));
  }
  const std::string_view body = file.substr(kHead);
  const bool is_whole = StableHash(body) == checksum;
  if (magic != kMagic) {
    const bool is_another_format = is_whole && ((magic ^ kMagic) & kMagicOfAllFormats) == 0;
    return is_another_format ? absl::FailedPreconditionError("it was written by another version of Sluice")
                             : absl::DataLossError("it does not begin as a checkpoint does");
  }
  StreamCheckpoint checkpoint;
  if (!is_whole || !Decode(body, checkpoint)) return absl::DataLossError("it does not match its checksum");
  return checkpoint;
}

std::string StreamCheckpointFolder::NameOf(int64_t time) { return StrCat(kPrefix, time); }

std::string StreamCheckpointFolder::PathOf(int64_t time) const { return StrCat(path_, "/", NameOf(time)); }

std::optional<int64_t> StreamCheckpointFolder::TimeOf(std::string_view name) {
  int64_t time;
  const bool is_one = name.starts_with(kPrefix) && absl::SimpleAtoi(ToAbsl(name.substr(kPrefix.size())), &time);
  return is_one ? std::optional(time) : std::nullopt;
}

absl::StatusOr<std::vector<int64_t>> StreamCheckpointFolder::Times() const {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(files_, path_));
  std::vector<int64_t> times;
  for (const std::string& name : names) {
    if (const std::optional<int64_t> time = TimeOf(name)) times.push_back(*time);
  }
  std::sort(times.begin(), times.end());
  return times;
}

absl::Status StreamCheckpointFolder::Write(const StreamCheckpoint& checkpoint) {
  SLUICE_RETURN_IF_ERROR(files_.MakeFolder(path_));
  SLUICE_RETURN_IF_ERROR(files_.Publish(PathOf(checkpoint.last_finished), ToBytes(checkpoint)));
  return RemoveOld();
}

absl::Status StreamCheckpointFolder::RemoveOld() const {
  SLUICE_ASSIGN_OR_RETURN(std::vector<int64_t> times, Times());
  for (size_t i = 0; i + kKept < times.size(); ++i) SLUICE_RETURN_IF_ERROR(files_.Remove(PathOf(times[i])));
  return absl::OkStatus();
}

std::string StreamCheckpointFolder::DescriptionPath(const std::string& program) const {
  return StrCat(path_, "/", kDescriptionPrefix, program);
}

absl::Status StreamCheckpointFolder::WriteDescription(const std::string& program, std::string_view description) {
  SLUICE_RETURN_IF_ERROR(files_.MakeFolder(path_));
  SLUICE_RETURN_IF_ERROR(
      files_.Publish(DescriptionPath(program), Encode(StableHash(description)) + std::string(description)));
  return RemoveDescriptionsBut(program);
}

// The newest checkpoint may still be of another program.
absl::Status StreamCheckpointFolder::RemoveDescriptionsBut(const std::string& program) const {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> names, files_.List(path_));
  const absl::StatusOr<std::optional<StreamCheckpoint>> newest = ReadNewest();
  if (!newest.ok()) return absl::OkStatus();
  const std::string other = newest->has_value() ? (*newest)->program : program;
  for (const std::string& name : names) {
    if (!name.starts_with(kDescriptionPrefix)) continue;
    const std::string_view of = std::string_view(name).substr(kDescriptionPrefix.size());
    if (of.starts_with(program) || of.starts_with(other)) continue;
    SLUICE_RETURN_IF_ERROR(files_.RemoveTree(StrCat(path_, "/", name)));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> StreamCheckpointFolder::ReadDescription(const std::string& program) const {
  SLUICE_ASSIGN_OR_RETURN(const Buffer bytes, files_.Read(DescriptionPath(program)));
  const std::string_view file = bytes.view();
  uint64_t checksum = 0;
  const bool has_head = file.size() >= sizeof(checksum) && Decode(file.substr(0, sizeof(checksum)), checksum);
  if (!has_head || StableHash(file.substr(sizeof(checksum))) != checksum) {
    return absl::DataLossError(StrCat(DescriptionPath(program), " cannot be used: it does not match its checksum"));
  }
  return std::string(file.substr(sizeof(checksum)));
}

absl::StatusOr<std::optional<StreamCheckpoint>> StreamCheckpointFolder::ReadNewest() const {
  SLUICE_ASSIGN_OR_RETURN(std::vector<int64_t> times, Times());
  std::string problem;
  for (; !times.empty(); times.pop_back()) {
    const std::string path = PathOf(times.back());
    const absl::StatusOr<Buffer> bytes = files_.Read(path);
    if (!bytes.ok() && !absl::IsNotFound(bytes.status())) return Unreadable(bytes.status());
    absl::StatusOr<StreamCheckpoint> checkpoint = bytes.ok() ? DecodeStreamCheckpoint(bytes->view()) : bytes.status();
    if (checkpoint.ok()) {
      if (!problem.empty()) LogWarning("streaming", problem, "; batches after ", times.back(), " ms run again");
      return *std::move(checkpoint);
    }
    if (problem.empty()) problem = StrCat(path, " cannot be used: ", checkpoint.status().message());
  }
  if (problem.empty()) return std::nullopt;
  return absl::DataLossError(StrCat("Failed to read checkpoint from directory ", path_, ": ", problem));
}

// An older one would do, but for the batches that are done by this one.
absl::Status StreamCheckpointFolder::Unreadable(const absl::Status& why) const {
  return Annotate(why, "Failed to read checkpoint from directory ", path_,
                  ": make the newest one readable, or remove it to have the batches again that it says are done");
}

}  // namespace sluice
