#ifndef SLUICE_ENGINE_ROWS_PARTITION_H_
#define SLUICE_ENGINE_ROWS_PARTITION_H_

#include <cstddef>
#include <iterator>
#include <utility>

#include "absl/status/statusor.h"
#include "common/base/buffer.h"
#include "common/codec/codec.h"
#include "engine/task/consume.h"

namespace sluice {

// All rows of one partition, for `for (const auto& row : rows)`, as often as wanted. Views among the rows live as long
// as the Partition. Kept encoded, so rows are made while iterating.
template <class T>
class Partition {
 public:
  Partition(int index, size_t size, Buffer encoded) : index_(index), size_(size), encoded_(std::move(encoded)) {}

  int index() const { return index_; }  // 0 to the RDD's getNumPartitions() - 1.
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  class Iterator {
   public:
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::input_iterator_tag;

    Iterator(Reader in, size_t left) : in_(in), left_(left) { Load(); }
    const T& operator*() const { return row_; }
    const T* operator->() const { return &row_; }
    Iterator& operator++() {
      --left_;
      Load();
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(std::default_sentinel_t) const { return left_ == 0; }

   private:
    // Bytes we wrote ourselves, in this process.
    void Load() {
      if (left_ != 0 && !DecodeFrom(in_, row_)) left_ = 0;
    }
    Reader in_;
    size_t left_;
    T row_{};
  };
  Iterator begin() const { return Iterator(Reader(encoded_.view()), size_); }
  std::default_sentinel_t end() const { return {}; }

 private:
  int index_;
  size_t size_;
  Buffer encoded_;
};

// All rows that `input` gives for a partition, in memory.
template <class T>
absl::StatusOr<Partition<T>> WholePartition(const Op<T>& input, TaskContext& context, int partition) {
  Writer encoded;
  size_t count = 0;
  absl::Status status = Consume(input, context, partition, [&](absl::Span<T> rows) {
    for (const T& row : rows) EncodeTo(encoded, row);
    count += rows.size();
    return true;
  });
  if (!status.ok()) return status;
  return Partition<T>(partition, count, encoded.Finish());
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_PARTITION_H_
