#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_STORAGE_LEVEL_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_STORAGE_LEVEL_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "driver/gateway/object.h"

namespace sluice::gateway {

// How an RDD is kept.
class JavaStorageLevel : public ObjectOf<JavaStorageLevel> {
 public:
  static constexpr std::string_view kName = "StorageLevel";
  static const Class& Describe();
  JavaStorageLevel(bool disk, bool memory, bool off_heap, bool deserialized, int32_t replication)
      : disk_(disk), memory_(memory), off_heap_(off_heap), deserialized_(deserialized), replication_(replication) {}

  std::string ToString() const override;
  bool IsNone() const { return !disk_ && !memory_; }
  int32_t replication() const { return replication_; }
  std::string description() const;
  static std::shared_ptr<JavaStorageLevel> Described(const std::string& description);

 private:
  const bool disk_, memory_, off_heap_, deserialized_;
  const int32_t replication_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_STORAGE_LEVEL_H_
