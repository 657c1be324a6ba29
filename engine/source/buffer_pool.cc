#include "engine/source/buffer_pool.h"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <new>

namespace sluice {
namespace {

constexpr size_t kHugePageBytes = size_t{2} << 20;

// Mapped, not from the heap: it goes back to the system at once, and untouched pages cost nothing. Big pieces take few
// page faults where the system has huge pages for who asks.
char* Map(size_t bytes) {
  void* data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (data == MAP_FAILED) throw std::bad_alloc();
  if (bytes >= kHugePageBytes) madvise(data, bytes, MADV_HUGEPAGE);
  return static_cast<char*>(data);
}

void Unmap(char* data, size_t bytes) { munmap(data, bytes); }

}  // namespace

BufferPool::~BufferPool() {
  for (int size_class = 0; size_class < kClasses; ++size_class) {
    for (char* data : idle_[size_class].pieces) Unmap(data, size_t{1} << size_class);
  }
}

BufferPool::Piece BufferPool::Take(size_t bytes) {
  bytes = std::bit_ceil(bytes);
  if (bytes > kPooledBytesMax) {
    return {{Map(bytes), [bytes](char* data) { Unmap(data, bytes); }}, bytes};
  }
  const int size_class = std::countr_zero(bytes);
  char* data = TakeIdle(size_class);
  if (!data) data = Map(bytes);
  return {{data, [pool = shared_from_this(), size_class](char* data) { pool->GiveBack(data, size_class); }}, bytes};
}

void BufferPool::Trim() {
  std::vector<std::pair<char*, size_t>> unused;
  {
    MutexLock lock(&mu_);
    for (int size_class = 0; size_class < kClasses; ++size_class) {
      Idle& idle = idle_[size_class];
      const size_t bytes = size_t{1} << size_class;
      for (size_t i = 0; i < idle.unused; ++i) unused.emplace_back(idle.pieces[i], bytes);
      idle.pieces.erase(idle.pieces.begin(), idle.pieces.begin() + idle.unused);
      idle_bytes_ -= idle.unused * bytes;
      idle.unused = idle.pieces.size();
    }
  }
  for (auto [data, bytes] : unused) Unmap(data, bytes);
}

size_t BufferPool::idle_bytes() const {
  MutexLock lock(&mu_);
  return idle_bytes_;
}

char* BufferPool::TakeIdle(int size_class) {
  MutexLock lock(&mu_);
  Idle& idle = idle_[size_class];
  if (idle.pieces.empty()) return nullptr;
  char* data = idle.pieces.back();
  idle.pieces.pop_back();
  idle.unused = std::min(idle.unused, idle.pieces.size());
  idle_bytes_ -= size_t{1} << size_class;
  return data;
}

void BufferPool::GiveBack(char* data, int size_class) {
  const size_t bytes = size_t{1} << size_class;
  {
    MutexLock lock(&mu_);
    if (idle_bytes_ + bytes <= kIdleBytesMax) {
      idle_[size_class].pieces.push_back(data);
      idle_bytes_ += bytes;
      return;
    }
  }
  Unmap(data, bytes);
}

}  // namespace sluice
