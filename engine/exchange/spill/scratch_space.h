#ifndef SLUICE_ENGINE_EXCHANGE_SPILL_SCRATCH_SPACE_H_
#define SLUICE_ENGINE_EXCHANGE_SPILL_SCRATCH_SPACE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/buffer.h"

namespace sluice {

class ScratchFile;

// Where the tasks of this process put what exceeds their memory. Its files have no name: they are gone with their last
// holder, also when the process is killed. Thread-safe.
class ScratchSpace {
 public:
  // `folder` is made when needed.
  ScratchSpace(std::string folder, int64_t bytes_max);

  // RESOURCE_EXHAUSTED or UNAVAILABLE: the folder takes no file.
  absl::StatusOr<std::shared_ptr<ScratchFile>> Open();

  int64_t used_bytes() const { return used_bytes_->load(); }
  int64_t written_bytes() const { return written_bytes_.load(); }  // Ever.

 private:
  friend class ScratchFile;
  absl::Status Reserve(int64_t bytes);

  const std::string folder_;
  const int64_t bytes_max_;
  // Outlives this in files that are still read.
  const std::shared_ptr<std::atomic<int64_t>> used_bytes_;
  std::atomic<int64_t> written_bytes_ = 0;
};

// Written at the end, then read anywhere. Of one thread at a time while it is written.
class ScratchFile : public std::enable_shared_from_this<ScratchFile> {
 public:
  ~ScratchFile();
  ScratchFile(const ScratchFile&) = delete;

  // RESOURCE_EXHAUSTED: the disk is full, or tasks have all they may take of it. The space must live.
  absl::Status Append(std::string_view bytes);
  // DATA_LOSS: they are not there.
  absl::Status Read(int64_t offset, char* into, size_t bytes) const;
  // All that has been written, in memory that the system may take back and read again; keeps the file.
  absl::StatusOr<Buffer> Map() const;

  int64_t size() const { return size_; }
  int descriptor() const { return file_; }

 private:
  friend class ScratchSpace;
  ScratchFile(ScratchSpace& space, int file);

  ScratchSpace& space_;
  const std::shared_ptr<std::atomic<int64_t>> used_;
  const int file_;
  int64_t size_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_EXCHANGE_SPILL_SCRATCH_SPACE_H_
