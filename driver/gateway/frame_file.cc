#include "driver/gateway/frame_file.h"

#include "common/base/status.h"
#include "common/fs/files.h"
#include "engine/python/big_endian.h"

namespace sluice::gateway {

absl::StatusOr<std::vector<std::string>> CutFrames(std::string_view bytes) {
  std::vector<std::string> frames;
  while (!bytes.empty()) {
    if (bytes.size() < sizeof(int32_t)) return absl::DataLossError("a file of rows ends within a length");
    const int32_t length = BigEndianAt<int32_t>(bytes.data());
    bytes.remove_prefix(sizeof(int32_t));
    if (length < 0 || static_cast<size_t>(length) > bytes.size()) {
      return absl::DataLossError(StrCat("a file of rows ends within a row: bytes=", length, " there=", bytes.size()));
    }
    frames.emplace_back(bytes.substr(0, length));
    bytes.remove_prefix(length);
  }
  return frames;
}

absl::StatusOr<std::vector<std::string>> ReadFrames(const std::string& path) {
  SLUICE_ASSIGN_OR_RETURN(const Buffer bytes, LocalFiles().Read(path));
  absl::StatusOr<std::vector<std::string>> frames = CutFrames(bytes.view());
  return frames.ok() ? frames : Annotate(frames.status(), path);
}

}  // namespace sluice::gateway
