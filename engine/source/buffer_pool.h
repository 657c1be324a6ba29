#ifndef SLUICE_ENGINE_SOURCE_BUFFER_POOL_H_
#define SLUICE_ENGINE_SOURCE_BUFFER_POOL_H_

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "common/base/mutex.h"

namespace sluice {

// Memory to receive into, which comes back when the last block in it is freed and is used again: new memory would cost
// a page fault and a cleared page every 4 KiB. Thread-safe; lives until its last piece has come back.
class BufferPool : public std::enable_shared_from_this<BufferPool> {
 public:
  struct Piece {
    std::shared_ptr<char> data;  // Its owner.
    size_t bytes = 0;
  };

  static std::shared_ptr<BufferPool> Make() { return std::shared_ptr<BufferPool>(new BufferPool); }
  ~BufferPool();

  // At least `bytes`, not cleared. Up to kPooledBytesMax they are a power of two and come back to the pool.
  Piece Take(size_t bytes);

  // Gives the system what has not been taken since the last call. Called every few seconds.
  void Trim();

  size_t idle_bytes() const;

 private:
  static constexpr size_t kPooledBytesMax = size_t{4} << 20;
  static constexpr size_t kIdleBytesMax = size_t{256} << 20;
  static constexpr int kClasses = 23;  // 1 byte to 4 MiB.

  struct Idle {
    std::vector<char*> pieces;
    size_t unused = 0;  // Fewest pieces here since the last Trim.
  };

  BufferPool() = default;
  char* TakeIdle(int size_class);
  void GiveBack(char* data, int size_class);

  mutable Mutex mu_;
  std::array<Idle, kClasses> idle_ ABSL_GUARDED_BY(mu_);
  size_t idle_bytes_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_BUFFER_POOL_H_
