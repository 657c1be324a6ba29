#ifndef SLUICE_STATE_COLD_SCRATCH_FILES_H_
#define SLUICE_STATE_COLD_SCRATCH_FILES_H_

#include <rocksdb/env.h>

#include <memory>

namespace sluice {

// RocksDB's files of the system, but for waiting until they are on disk: for what ends with its process.
std::unique_ptr<rocksdb::Env> NewScratchEnv();

}  // namespace sluice

#endif  // SLUICE_STATE_COLD_SCRATCH_FILES_H_
