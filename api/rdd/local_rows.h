#ifndef SLUICE_API_RDD_LOCAL_ROWS_H_
#define SLUICE_API_RDD_LOCAL_ROWS_H_

#include <cstddef>
#include <iterator>
#include <utility>

#include "api/core/error.h"
#include "api/rdd/rdd_handle.h"
#include "common/codec/owned.h"
#include "engine/rows/collect.h"
#include "engine/rows/row_list.h"

namespace sluice {

// The rows of an RDD on the driver, for `for (const auto& row : rows)`. One job and one partition in memory at a time.
template <class T>
class LocalRows {
 public:
  explicit LocalRows(internal::RddHandle rdd) : rdd_(std::move(rdd)) {}

  class Iterator {
   public:
    using value_type = Owned<T>;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::input_iterator_tag;

    explicit Iterator(const internal::RddHandle* rdd) : rdd_(rdd) { FindRow(); }
    const Owned<T>& operator*() const { return rows_[next_]; }
    const Owned<T>* operator->() const { return &rows_[next_]; }
    Iterator& operator++() {
      ++next_;
      FindRow();
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(std::default_sentinel_t) const { return next_ == rows_.size(); }

   private:
    void FindRow() {
      while (next_ == rows_.size() && partition_ < rdd_->node()->partitions) {
        rows_.clear();
        next_ = 0;
        auto terminal = RefTo<CollectTerminal<T>>("toLocalIterator", CollectTerminal<T>::kAll);
        internal::ThrowIfError(AppendCollected<T>(rdd_->Run(terminal, {partition_++}).at(0), rows_));
      }
    }
    const internal::RddHandle* rdd_;
    int partition_ = 0;  // The next one.
    RowList<Owned<T>> rows_;
    size_t next_ = 0;
  };
  Iterator begin() const { return Iterator(&rdd_); }
  std::default_sentinel_t end() const { return {}; }

 private:
  internal::RddHandle rdd_;
};

}  // namespace sluice

#endif  // SLUICE_API_RDD_LOCAL_ROWS_H_
