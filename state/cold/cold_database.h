#ifndef SLUICE_STATE_COLD_COLD_DATABASE_H_
#define SLUICE_STATE_COLD_COLD_DATABASE_H_

#include <rocksdb/db.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "state/cold/cold_changes.h"

namespace sluice {

// RocksDB as scratch: without a log, without waiting for the disk, and for keys that are asked for one by one.
// Thread-safe.
class ColdDatabase {
 public:
  // Empties the folder. `buffer_bytes`: what RocksDB may use for changes that are not written yet.
  static absl::StatusOr<std::unique_ptr<ColdDatabase>> Open(const std::string& folder, int64_t buffer_bytes);

  // A prefix for keys; in the order of numbers, so that each store is one range.
  static std::string PrefixOf(uint32_t store);
  uint32_t NewStore() { return stores_++; }
  void Drop(uint32_t store);

  rocksdb::DB& db() { return *db_; }
  // Many changes become a file of their own; few go through RocksDB's memory. Clears them.
  absl::Status Write(const std::string& prefix, ColdChanges& changes);
  int64_t filter_and_index_bytes();

 private:
  ColdDatabase(std::string folder, int64_t buffer_bytes);
  absl::Status WriteRun(const std::string& prefix, const ColdChanges& changes);
  absl::Status WriteFew(const std::string& prefix, const ColdChanges& changes);

  const std::string folder_;
  const std::unique_ptr<rocksdb::Env> env_;
  const rocksdb::Options options_;
  std::unique_ptr<rocksdb::DB> db_;
  std::atomic<uint32_t> stores_{0};
  std::atomic<uint64_t> runs_{0};
};

// Its error, or OK.
absl::Status ColdStatus(const rocksdb::Status& status, std::string_view what);

}  // namespace sluice

#endif  // SLUICE_STATE_COLD_COLD_DATABASE_H_
