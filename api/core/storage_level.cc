#include "api/core/storage_level.h"

#include <utility>

#include "api/core/error.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

using Level = StorageLevel;
constexpr std::pair<const char*, Level> kLevels[] = {{"NONE", Level::NONE},
                                                     {"DISK_ONLY", Level::DISK_ONLY},
                                                     {"DISK_ONLY_2", Level::DISK_ONLY_2},
                                                     {"DISK_ONLY_3", Level::DISK_ONLY_3},
                                                     {"MEMORY_ONLY", Level::MEMORY_ONLY},
                                                     {"MEMORY_ONLY_2", Level::MEMORY_ONLY_2},
                                                     {"MEMORY_ONLY_SER", Level::MEMORY_ONLY_SER},
                                                     {"MEMORY_ONLY_SER_2", Level::MEMORY_ONLY_SER_2},
                                                     {"MEMORY_AND_DISK", Level::MEMORY_AND_DISK},
                                                     {"MEMORY_AND_DISK_2", Level::MEMORY_AND_DISK_2},
                                                     {"MEMORY_AND_DISK_SER", Level::MEMORY_AND_DISK_SER},
                                                     {"MEMORY_AND_DISK_SER_2", Level::MEMORY_AND_DISK_SER_2},
                                                     {"OFF_HEAP", Level::OFF_HEAP}};

}  // namespace

StorageLevel StorageLevel::fromString(const std::string& name) {
  for (const auto& [known, level] : kLevels) {
    if (name == known) return level;
  }
  throw Error(absl::InvalidArgumentError(StrCat("Invalid StorageLevel: ", name)));
}

StorageLevel LevelDescribed(const std::string& description) {
  for (const auto& [name, level] : kLevels) {
    if (level.description() == description) return level;
  }
  return StorageLevel::NONE;
}

std::string StorageLevel::description() const {
  return StrCat(disk_ ? "Disk " : "", memory_ ? (off_heap_ ? "Memory (off heap) " : "Memory ") : "",
                deserialized_ ? "Deserialized " : "Serialized ", replication_, "x Replicated");
}

std::string StorageLevel::toString() const {
  return StrCat("StorageLevel(", disk_ ? "disk, " : "", memory_ ? "memory, " : "", off_heap_ ? "offheap, " : "",
                deserialized_ ? "deserialized, " : "", replication_, " replicas)");
}

}  // namespace sluice
