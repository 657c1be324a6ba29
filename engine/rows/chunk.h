#ifndef SLUICE_ENGINE_ROWS_CHUNK_H_
#define SLUICE_ENGINE_ROWS_CHUNK_H_

#include <cstddef>
#include <memory>
#include <new>
#include <utility>

#include "absl/types/span.h"
#include "engine/task/op.h"

namespace sluice {

// Room for kChunkRows rows, made once for each task and operator.
template <class T>
class Chunk {
 public:
  Chunk() : room_(new Room[kChunkRows]) {}
  Chunk(const Chunk&) = delete;
  ~Chunk() { delete[] room_; }
  T* at(size_t i) { return reinterpret_cast<T*>(&room_[i]); }

 private:
  struct alignas(T) Room {
    std::byte bytes[sizeof(T)];
  };
  Room* const room_;
};

// Collects rows in a chunk and pushes it on when it is full. Lives within one Push of the operator above, since what
// its rows point to may be gone afterwards. Kept in registers: let it not escape.
template <class T>
class ChunkFiller {
 public:
  ChunkFiller(Chunk<T>& chunk, Sink<T>& out) : chunk_(chunk), out_(out) {}
  ChunkFiller(const ChunkFiller&) = delete;
  ~ChunkFiller() { std::destroy_n(chunk_.at(0), size_); }

  // False: no more rows are wanted.
  template <class... Parts>
  bool Add(Parts&&... parts) {
    new (chunk_.at(size_)) T(std::forward<Parts>(parts)...);
    return ++size_ < kChunkRows || Flush();
  }
  bool Flush() {
    if (size_ == 0) return true;
    bool more = out_.Push(absl::MakeSpan(chunk_.at(0), size_));
    std::destroy_n(chunk_.at(0), size_);
    size_ = 0;
    return more;
  }

 private:
  Chunk<T>& chunk_;
  Sink<T>& out_;
  size_t size_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_CHUNK_H_
