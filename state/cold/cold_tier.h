#ifndef SLUICE_STATE_COLD_COLD_TIER_H_
#define SLUICE_STATE_COLD_COLD_TIER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/mutex.h"

namespace sluice {

class ColdDatabase;

// What does not fit memory: a RocksDB database in a folder of this process, for all its stores, made when it is first
// needed. It is scratch: nothing in it is needed after the process has ended. Thread-safe.
class ColdTier {
 public:
  struct Options {
    std::string folder;        // Emptied first.
    int64_t buffer_bytes = 0;  // What is written waits in them.
  };
  explicit ColdTier(Options options);
  ~ColdTier();
  // Of buffers, and of filters and indexes of what is on disk. None until it was needed.
  int64_t memory_bytes();
  absl::StatusOr<ColdDatabase*> Open();

 private:
  const Options options_;
  Mutex mu_;
  std::unique_ptr<ColdDatabase> database_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_STATE_COLD_COLD_TIER_H_
