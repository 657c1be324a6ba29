#ifndef SLUICE_ENGINE_ROWS_FILTER_H_
#define SLUICE_ENGINE_ROWS_FILTER_H_

#include <utility>

#include "engine/task/factory.h"

namespace sluice {

// The rows for which the function says true, moved together within the chunk they came in.
template <class T, class Function>
class FilterOp : public Op<T> {
 public:
  using Input = T;
  using Options = Function;
  static constexpr int kInputsMin = 1;
  FilterOp(Wiring<T> wiring, Function function) : input_(*wiring.inputs[0]), function_(std::move(function)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<T>& out) const override {
    FilterSink sink(function_, out);
    return input_.Run(context, partition, sink);
  }

 private:
  class FilterSink : public Sink<T> {
   public:
    FilterSink(const Function& function, Sink<T>& out) : function_(function), out_(out) {}
    bool Push(absl::Span<T> rows) override {
      T* kept = rows.data();
      for (T& row : rows) {
        if (!function_(std::as_const(row))) continue;
        if (kept != &row) *kept = std::move(row);
        ++kept;
      }
      size_t count = kept - rows.data();
      return count == 0 || out_.Push(rows.first(count));
    }

   private:
    const Function& function_;
    Sink<T>& out_;
  };

  const Op<T>& input_;
  const Function function_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_FILTER_H_
