#include "driver/gateway/classes/storage_level.h"

#include "common/base/str_cat.h"
#include "driver/gateway/class.h"

namespace sluice::gateway {

const Class& JavaStorageLevel::Describe() {
  static const Class type =
      Class("org.apache.spark.storage.StorageLevel")
          .Constructor([](bool disk, bool memory, bool off_heap, bool deserialized, int32_t replication) {
            return std::make_shared<JavaStorageLevel>(disk, memory, off_heap, deserialized, replication);
          })
          .Has("useDisk", [](JavaStorageLevel& self) { return self.disk_; })
          .Has("useMemory", [](JavaStorageLevel& self) { return self.memory_; })
          .Has("useOffHeap", [](JavaStorageLevel& self) { return self.off_heap_; })
          .Has("deserialized", [](JavaStorageLevel& self) { return self.deserialized_; })
          .Has("replication", [](JavaStorageLevel& self) { return self.replication_; });
  return type;
}

std::string JavaStorageLevel::ToString() const { return description(); }

std::string JavaStorageLevel::description() const {
  return StrCat(disk_ ? "Disk " : "", memory_ ? (off_heap_ ? "Memory (off heap) " : "Memory ") : "",
                deserialized_ ? "Deserialized " : "Serialized ", replication_, "x Replicated");
}

std::shared_ptr<JavaStorageLevel> JavaStorageLevel::Described(const std::string& description) {
  const auto says = [&](std::string_view word) { return description.find(word) != std::string::npos; };
  int replication = 1;
  if (const size_t at = description.rfind("x Replicated"); at != std::string::npos && at > 0) {
    replication = description[at - 1] - '0';
  }
  return std::make_shared<JavaStorageLevel>(says("Disk "), says("Memory "), says("off heap"), says("Deserialized "),
                                            replication);
}

}  // namespace sluice::gateway
