#include "state/cold/cold_tier.h"

#include <utility>

#include "common/base/status.h"
#include "state/cold/cold_database.h"

namespace sluice {

ColdTier::ColdTier(Options options) : options_(std::move(options)) {}
ColdTier::~ColdTier() = default;

int64_t ColdTier::memory_bytes() {
  MutexLock lock(&mu_);
  return database_ == nullptr ? 0 : options_.buffer_bytes + database_->filter_and_index_bytes();
}

absl::StatusOr<ColdDatabase*> ColdTier::Open() {
  MutexLock lock(&mu_);
  if (database_ == nullptr) {
    SLUICE_ASSIGN_OR_RETURN(database_, ColdDatabase::Open(options_.folder, options_.buffer_bytes));
  }
  return database_.get();
}

}  // namespace sluice
