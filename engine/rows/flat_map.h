#ifndef SLUICE_ENGINE_ROWS_FLAT_MAP_H_
#define SLUICE_ENGINE_ROWS_FLAT_MAP_H_

#include <ranges>
#include <type_traits>
#include <utility>

#include "engine/rows/chunk.h"
#include "engine/task/factory.h"

namespace sluice {

// Any number of rows out for each row in: the function returns a range of them. A lazy range costs no memory.
template <class T, class U, class Function>
class FlatMapOp : public Op<U> {
 public:
  using Input = T;
  using Options = Function;
  static constexpr int kInputsMin = 1;
  FlatMapOp(Wiring<T> wiring, Function function) : input_(*wiring.inputs[0]), function_(std::move(function)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<U>& out) const override {
    FlatMapSink sink(function_, out);
    return input_.Run(context, partition, sink);
  }

 private:
  class FlatMapSink : public Sink<T> {
   public:
    FlatMapSink(const Function& function, Sink<U>& out) : function_(function), out_(out) {}
    bool Push(absl::Span<T> rows) override {
      using Range = std::invoke_result_t<const Function&, T>;
      // The elements of a container made for us are ours; those of a view belong to somebody else.
      constexpr bool kOurs = !std::is_reference_v<Range> && !std::ranges::view<Range>;
      ChunkFiller<U> filler(chunk_, out_);
      for (T& row : rows) {
        for (auto&& element : function_(std::move(row))) {
          if constexpr (kOurs) {
            if (!filler.Add(std::move(element))) return false;
          } else {
            if (!filler.Add(std::forward<decltype(element)>(element))) return false;
          }
        }
      }
      return filler.Flush();
    }

   private:
    const Function& function_;
    Sink<U>& out_;
    Chunk<U> chunk_;
  };

  const Op<T>& input_;
  const Function function_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_FLAT_MAP_H_
