#include "engine/dstream/stream_checkpoint.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/codec/codec.h"
#include "common/codec/stable_hash.h"

namespace sluice {
namespace {

constexpr std::string_view kPrefix = "checkpoint-";
constexpr uint64_t kMagic = 0x36434543'49554c53;  // "SLUICEC6": format 6, inputs have ranges.
constexpr size_t kKept = 10;

// Magic, checksum of the rest, the checkpoint.
std::string ToBytes(const StreamCheckpoint& checkpoint) {
  std::string body = Encode(checkpoint);
  return Encode(kMagic, StableHash(body)) + body;
}

bool FromBytes(std::string_view bytes, StreamCheckpoint& checkpoint) {
  uint64_t magic = 0, checksum = 0;
  constexpr size_t kHead = 2 * sizeof(uint64_t);
  if (bytes.size() < kHead || !Decode(bytes.substr(0, kHead), magic, checksum) || magic != kMagic) return false;
  std::string_view body = bytes.substr(kHead);
  return StableHash(body) == checksum && Decode(body, checkpoint);
}

}  // namespace

std::string StreamCheckpointFolder::PathOf(int64_t time) const { return StrCat(path_, "/", kPrefix, time); }

absl::StatusOr<std::vector<int64_t>> StreamCheckpointFolder::Times() const {
  absl::StatusOr<std::vector<std::string>> names = files_.List(path_);
  std::vector<int64_t> times;
  if (absl::IsNotFound(names.status())) return times;
  SLUICE_RETURN_IF_ERROR(names.status());
  for (const std::string& name : *names) {
    int64_t time;
    if (name.starts_with(kPrefix) && absl::SimpleAtoi(name.substr(kPrefix.size()), &time)) times.push_back(time);
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

absl::StatusOr<std::optional<StreamCheckpoint>> StreamCheckpointFolder::ReadNewest() const {
  SLUICE_ASSIGN_OR_RETURN(std::vector<int64_t> times, Times());
  std::string problem;
  for (; !times.empty(); times.pop_back()) {
    absl::StatusOr<Buffer> bytes = files_.Read(PathOf(times.back()));
    StreamCheckpoint checkpoint;
    if (bytes.ok() && FromBytes(bytes->view(), checkpoint)) return checkpoint;
    if (!problem.empty()) continue;
    problem = bytes.ok()
                  ? StrCat(PathOf(times.back()), " is damaged, or of another version of Sluice: bytes=", bytes->size())
                  : std::string(bytes.status().message());
  }
  if (problem.empty()) return std::nullopt;
  return absl::DataLossError(StrCat("Failed to read checkpoint from directory ", path_, ": ", problem));
}

}  // namespace sluice
