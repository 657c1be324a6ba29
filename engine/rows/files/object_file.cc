#include "engine/rows/files/object_file.h"

#include <cstdint>

#include "common/codec/stable_hash.h"
#include "common/fs/file_system.h"

namespace sluice {

absl::Status WriteObjectPart(const std::string& folder, int partition, std::string_view rows) {
  return WriteTextPart(folder, "part-", partition, Encode(HashBytes(rows)) + std::string(rows));
}

absl::StatusOr<std::string> ReadObjectPart(const std::string& path) {
  SLUICE_ASSIGN_OR_RETURN(std::string part, ReadWholeFile(path));
  uint64_t hash = 0;
  const std::string_view bytes = part;
  if (bytes.size() < sizeof(hash) || !Decode(bytes.substr(0, sizeof(hash)), hash) ||
      HashBytes(bytes.substr(sizeof(hash))) != hash) {
    return absl::DataLossError(StrCat(path, " is damaged, or no object file"));
  }
  part.erase(0, sizeof(hash));
  return part;
}

}  // namespace sluice
