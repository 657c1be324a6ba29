#ifndef SLUICE_API_CORE_STORAGE_LEVEL_H_
#define SLUICE_API_CORE_STORAGE_LEVEL_H_

#include <string>

namespace sluice {

// How received blocks and kept RDDs are stored, by Spark's names. What counts for blocks is the number of copies: they
// are always serialized bytes, in memory while it lasts and then on disk.
class StorageLevel {
 public:
  static const StorageLevel NONE;
  static const StorageLevel DISK_ONLY, DISK_ONLY_2, DISK_ONLY_3;
  static const StorageLevel MEMORY_ONLY, MEMORY_ONLY_2, MEMORY_ONLY_SER, MEMORY_ONLY_SER_2;
  static const StorageLevel MEMORY_AND_DISK, MEMORY_AND_DISK_2, MEMORY_AND_DISK_SER, MEMORY_AND_DISK_SER_2;
  static const StorageLevel OFF_HEAP;

  // The level of this name. Throws for any other.
  static StorageLevel fromString(const std::string& name);

  constexpr bool useDisk() const { return disk_; }
  constexpr bool useMemory() const { return memory_; }
  constexpr bool useOffHeap() const { return off_heap_; }
  constexpr bool deserialized() const { return deserialized_; }
  constexpr int replication() const { return replication_; }
  constexpr bool isValid() const { return (memory_ || disk_) && replication_ > 0; }
  std::string description() const;  // "Disk Memory Deserialized 1x Replicated".
  std::string toString() const;     // "StorageLevel(disk, memory, deserialized, 1 replicas)".
  constexpr bool operator==(const StorageLevel&) const = default;

 private:
  enum Use { kNone = 0, kDisk = 1, kMemory = 2, kOffHeap = 4, kDeserialized = 8 };
  constexpr StorageLevel(int use, int replication)
      : disk_((use & kDisk) != 0),
        memory_((use & kMemory) != 0),
        off_heap_((use & kOffHeap) != 0),
        deserialized_((use & kDeserialized) != 0),
        replication_(replication) {}

  bool disk_, memory_, off_heap_, deserialized_;
  int replication_;
};

inline constexpr StorageLevel StorageLevel::NONE{kNone, 1};
inline constexpr StorageLevel StorageLevel::DISK_ONLY{kDisk, 1};
inline constexpr StorageLevel StorageLevel::DISK_ONLY_2{kDisk, 2};
inline constexpr StorageLevel StorageLevel::DISK_ONLY_3{kDisk, 3};
inline constexpr StorageLevel StorageLevel::MEMORY_ONLY{kMemory | kDeserialized, 1};
inline constexpr StorageLevel StorageLevel::MEMORY_ONLY_2{kMemory | kDeserialized, 2};
inline constexpr StorageLevel StorageLevel::MEMORY_ONLY_SER{kMemory, 1};
inline constexpr StorageLevel StorageLevel::MEMORY_ONLY_SER_2{kMemory, 2};
inline constexpr StorageLevel StorageLevel::MEMORY_AND_DISK{kDisk | kMemory | kDeserialized, 1};
inline constexpr StorageLevel StorageLevel::MEMORY_AND_DISK_2{kDisk | kMemory | kDeserialized, 2};
inline constexpr StorageLevel StorageLevel::MEMORY_AND_DISK_SER{kDisk | kMemory, 1};
inline constexpr StorageLevel StorageLevel::MEMORY_AND_DISK_SER_2{kDisk | kMemory, 2};
inline constexpr StorageLevel StorageLevel::OFF_HEAP{kDisk | kMemory | kOffHeap, 1};

// The level with this description, else NONE.
StorageLevel LevelDescribed(const std::string& description);

}  // namespace sluice

#endif  // SLUICE_API_CORE_STORAGE_LEVEL_H_
