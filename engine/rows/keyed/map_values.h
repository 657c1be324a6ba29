#ifndef SLUICE_ENGINE_ROWS_KEYED_MAP_VALUES_H_
#define SLUICE_ENGINE_ROWS_KEYED_MAP_VALUES_H_

#include <ranges>
#include <utility>

#include "engine/rows/chunk.h"
#include "engine/task/factory.h"

namespace sluice {

// A function of the value as a function of the pair, for MapOp: keys stay as they are.
template <class K, class V, class Function>
struct OnValue {
  Function function;
  auto operator()(std::pair<K, V>&& row) const {
    return std::pair<K, std::remove_cvref_t<decltype(function(std::move(row.second)))>>(
        std::move(row.first), function(std::move(row.second)));
  }
};

// Any number of pairs of the same key for each pair: the function returns a range of values.
template <class K, class V, class U, class Function>
class FlatMapValuesOp : public Op<std::pair<K, U>> {
 public:
  using Input = std::pair<K, V>;
  using Copied = K;
  using Options = Function;
  static constexpr int kInputsMin = 1;
  FlatMapValuesOp(Wiring<Input> wiring, Function function)
      : input_(*wiring.inputs[0]), function_(std::move(function)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<std::pair<K, U>>& out) const override {
    FlatSink sink(function_, out);
    return input_.Run(context, partition, sink);
  }

 private:
  class FlatSink : public Sink<Input> {
   public:
    FlatSink(const Function& function, Sink<std::pair<K, U>>& out) : function_(function), out_(out) {}
    bool Push(absl::Span<Input> rows) override {
      ChunkFiller<std::pair<K, U>> filler(chunk_, out_);
      for (Input& row : rows) {
        for (auto&& value : function_(std::move(row.second))) {
          if (!filler.Add(row.first, std::forward<decltype(value)>(value))) return false;
        }
      }
      return filler.Flush();
    }

   private:
    const Function& function_;
    Sink<std::pair<K, U>>& out_;
    Chunk<std::pair<K, U>> chunk_;
  };

  const Op<Input>& input_;
  const Function function_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_MAP_VALUES_H_
