#ifndef SLUICE_TESTS_SIM_SIM_DISK_H_
#define SLUICE_TESTS_SIM_SIM_DISK_H_

#include <cerrno>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/actor/sim_loop.h"
#include "common/base/random.h"
#include "common/fs/memory_files.h"

namespace sluice {

// The disk that all machines of a simulated cluster share: checkpoint directories are on it. What is wrong with it is
// so for all of them, for as long as it is told. Not thread-safe.
class SimDisk {
 public:
  explicit SimDisk(SimLoop& loop) : loop_(loop), random_(loop.Random()) {}

  // What is there, for who looks on from outside.
  MemoryFiles& files() { return files_; }

  void Fill(absl::Duration lasts);
  void SetReadOnly(absl::Duration lasts);
  void FailSyncs(absl::Duration lasts);
  // Whatever is asked of it takes up to `delay`.
  void SlowDown(absl::Duration lasts, absl::Duration delay);
  // A log that a former start of a receiver has left rots by one bit; gives what it was. Empty: there is none.
  std::string FlipBitOfReceivedLog();

  // Changes that it has refused, and those with this code: RESOURCE_EXHAUSTED when it was full, PERMISSION_DENIED when
  // it was read-only.
  int64_t refusals() const;
  int64_t refusals(absl::StatusCode code) const;
  int64_t failed_syncs() const { return refusals(absl::ErrnoToStatusCode(EIO)); }
  // Calls that were kept waiting, and reads of bytes with a flipped bit.
  int64_t waits() const { return waits_; }
  int64_t damaged_reads() const { return damaged_reads_; }
  // Of what was not synced, or only seemed to be.
  int64_t files_torn() const { return files_torn_; }

 private:
  friend class SimFiles;

  // Sets it, and takes it back when no such trouble lasts any more.
  struct Trouble {
    std::function<void(bool)> set;
    int lasting = 0;
  };
  void Begin(Trouble& trouble, absl::Duration lasts);
  void WaitWhileSlow();
  bool IsFormerReceivedLog(const std::string& path);
  void NoteRead(const std::string& path, int64_t offset, int64_t bytes);
  std::vector<std::string> FilesBelow(const std::string& folder);

  SimLoop& loop_;
  SeededRandom random_;
  MemoryFiles files_;
  Trouble full_{
      [this](bool set) { files_.SetCapacity(set ? files_.used() + 20 : std::numeric_limits<int64_t>::max()); }};
  Trouble read_only_{[this](bool set) { files_.SetReadOnly(set); }};
  Trouble failing_syncs_{[this](bool set) { files_.SetSyncsFail(set); }};
  absl::Time slow_until_ = absl::InfinitePast();
  absl::Duration delay_;
  std::map<absl::StatusCode, int64_t> refusals_;
  int64_t waits_ = 0;
  std::vector<std::pair<std::string, int64_t>> flipped_;  // Path and byte.
  int64_t damaged_reads_ = 0;
  int64_t files_torn_ = 0;
};

// The disk as one process sees it, from its start to its death.
class SimFiles : public Files {
 public:
  explicit SimFiles(SimDisk& disk) : disk_(disk) {}

  // It changes nothing from now on. Its machine `loses_power`: what it has appended and not synced is torn.
  void Die(bool loses_power);

  absl::StatusOr<Buffer> Read(const std::string& path) override;
  absl::StatusOr<Buffer> ReadPart(const std::string& path, int64_t offset, int64_t bytes) override;
  absl::StatusOr<std::vector<std::string>> List(const std::string& folder) override;
  absl::StatusOr<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) override;
  absl::Status Publish(const std::string& path, std::string_view contents) override;
  absl::Status Truncate(const std::string& path, int64_t bytes) override;
  absl::Status Remove(const std::string& path) override;
  absl::Status RemoveTree(const std::string& path) override;
  absl::Status MakeFolder(const std::string& path) override;
  absl::Status Rename(const std::string& from, const std::string& to) override;
  absl::Status PublishThrough(const std::string& door, const std::string& path, std::string_view contents) override;
  absl::Status RemoveThrough(const std::string& door, const std::string& path) override;

 private:
  friend class SimAppendFile;

  // `change` of the disk, unless the process is dead by then.
  template <class Change>
  absl::Status Make(const Change& change);
  absl::Status CheckAlive() const;

  SimDisk& disk_;
  bool dead_ = false;
  std::vector<std::shared_ptr<AppendFile>> appended_;  // All that it ever has.
};

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_SIM_DISK_H_
