#ifndef SLUICE_COMMON_PROCESS_EXECUTABLE_CACHE_H_
#define SLUICE_COMMON_PROCESS_EXECUTABLE_CACHE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/buffer.h"

namespace sluice {

inline constexpr int64_t kExecutableChunkBytes = 1 << 20;
inline constexpr int64_t kExecutableBytesMax = int64_t{4} << 30;
inline constexpr int kExecutableChunksInFlight = 4;

// Names an executable by what is in it.
struct ExecutableKey {
  std::string build_id;  // Hexadecimal, from its ELF note.
  std::string checksum;  // XXH3 of 128 bits over the whole file, hexadecimal.
  int64_t bytes = 0;

  auto operator<=>(const ExecutableKey&) const = default;
};

// Reads the whole file. The errors of ReadApplicationFile.
absl::StatusOr<ExecutableKey> KeyOfExecutable(const std::string& path);

// Bytes from `offset`, exactly `bytes` of them. OUT_OF_RANGE: the file has fewer.
absl::StatusOr<Buffer> ReadExecutable(const std::string& path, int64_t offset, int64_t bytes);

// Receives an executable range by range, in order, some ranges under way at a time. Nothing is visible in the cache
// until every byte is there and the checksum is right. Destroying it before removes what came. Not thread-safe.
class ExecutableDownload {
 public:
  struct Range {
    int64_t offset;
    int64_t bytes;
  };
  virtual ~ExecutableDownload() = default;
  // The next range to ask the sender for; nullopt: enough are under way, or all were asked for.
  virtual std::optional<Range> NextRange() = 0;
  // INVALID_ARGUMENT: not the next range. DATA_LOSS: all is here and it is not what its key says. RESOURCE_EXHAUSTED:
  // the disk is full.
  virtual absl::Status Add(int64_t offset, const Buffers& bytes) = 0;
  virtual bool done() const = 0;
};

// Executables that were shipped to a daemon, in one folder. Only its daemon writes there. Not thread-safe.
class ExecutableCache {
 public:
  // Removes what a former daemon had received only in part.
  explicit ExecutableCache(std::string folder);

  // INVALID_ARGUMENT: not the key of an executable.
  static absl::Status CheckKey(const ExecutableKey& key);
  bool Has(const ExecutableKey& key) const;
  std::string PathOf(const ExecutableKey& key) const;
  // REQUIRES: CheckKey(key) is OK.
  absl::StatusOr<std::unique_ptr<ExecutableDownload>> Download(const ExecutableKey& key) const;
  // Of those that are not in use only the `kept` that came last remain.
  void Trim(int kept, const std::set<ExecutableKey>& in_use) const;

 private:
  const std::string folder_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_EXECUTABLE_CACHE_H_
