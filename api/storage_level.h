#ifndef SLUICE_API_STORAGE_LEVEL_H_
#define SLUICE_API_STORAGE_LEVEL_H_

namespace sluice {

// How received blocks are kept, by Spark's names. What counts here is the number of copies: blocks are always
// serialized bytes, in memory while it lasts and then on disk.
class StorageLevel {
 public:
  static const StorageLevel DISK_ONLY, DISK_ONLY_2, DISK_ONLY_3;
  static const StorageLevel MEMORY_ONLY, MEMORY_ONLY_2, MEMORY_ONLY_SER, MEMORY_ONLY_SER_2;
  static const StorageLevel MEMORY_AND_DISK, MEMORY_AND_DISK_2, MEMORY_AND_DISK_SER, MEMORY_AND_DISK_SER_2;
  static const StorageLevel OFF_HEAP;

  constexpr int replication() const { return replication_; }
  static constexpr StorageLevel ofReplication(int copies) { return StorageLevel(copies); }

 private:
  constexpr explicit StorageLevel(int replication) : replication_(replication) {}
  int replication_;
};

inline constexpr StorageLevel StorageLevel::DISK_ONLY{1};
inline constexpr StorageLevel StorageLevel::DISK_ONLY_2{2};
inline constexpr StorageLevel StorageLevel::DISK_ONLY_3{3};
inline constexpr StorageLevel StorageLevel::MEMORY_ONLY{1};
inline constexpr StorageLevel StorageLevel::MEMORY_ONLY_2{2};
inline constexpr StorageLevel StorageLevel::MEMORY_ONLY_SER{1};
inline constexpr StorageLevel StorageLevel::MEMORY_ONLY_SER_2{2};
inline constexpr StorageLevel StorageLevel::MEMORY_AND_DISK{1};
inline constexpr StorageLevel StorageLevel::MEMORY_AND_DISK_2{2};
inline constexpr StorageLevel StorageLevel::MEMORY_AND_DISK_SER{1};
inline constexpr StorageLevel StorageLevel::MEMORY_AND_DISK_SER_2{2};
inline constexpr StorageLevel StorageLevel::OFF_HEAP{1};

}  // namespace sluice

#endif  // SLUICE_API_STORAGE_LEVEL_H_
