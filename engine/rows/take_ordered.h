#ifndef SLUICE_ENGINE_ROWS_TAKE_ORDERED_H_
#define SLUICE_ENGINE_ROWS_TAKE_ORDERED_H_

#include <algorithm>
#include <cstdint>
#include <utility>

#include "common/base/status.h"
#include "common/codec/owned.h"
#include "engine/rows/row_list.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

// Sends the driver the first rows of the partition by before(a, b), in no order, and holds no more than those. Options:
// how many, and `before`.
template <class T, class Before>
class TakeOrderedTerminal : public Terminal {
 public:
  using Input = T;
  using Sent = T;
  using Options = std::pair<int64_t, Before>;
  static constexpr int kInputsMin = 1;
  TakeOrderedTerminal(Wiring<T> wiring, Options options)
      : input_(*wiring.inputs[0]), rows_max_(std::max<int64_t>(0, options.first)), before_(std::move(options.second)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    RowList<Owned<T>> heap;  // The last of them in front.
    SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, [&](absl::Span<T> rows) {
      for (const T& row : rows) Offer(row, heap);
      return rows_max_ > 0;
    }));
    Writer out;
    for (const Owned<T>& row : heap) EncodeTo(out, row);
    result.value.push_back(out.Finish());
    return absl::OkStatus();
  }

 private:
  void Offer(const T& row, RowList<Owned<T>>& heap) const {
    auto before = [&](const Owned<T>& a, const Owned<T>& b) -> bool {
      return before_(OwnedOf<T>::View(a), OwnedOf<T>::View(b));
    };
    if (static_cast<int64_t>(heap.size()) < rows_max_) {
      heap.push_back(ToOwned(row));
      std::push_heap(heap.begin(), heap.end(), before);
    } else if (!heap.empty() && before_(row, OwnedOf<T>::View(heap.front()))) {
      std::pop_heap(heap.begin(), heap.end(), before);
      heap.back() = ToOwned(row);
      std::push_heap(heap.begin(), heap.end(), before);
    }
  }

  const Op<T>& input_;
  const int64_t rows_max_;
  const Before before_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_TAKE_ORDERED_H_
