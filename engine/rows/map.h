#ifndef SLUICE_ENGINE_ROWS_MAP_H_
#define SLUICE_ENGINE_ROWS_MAP_H_

#include <utility>

#include "engine/rows/chunk.h"
#include "engine/task/factory.h"

namespace sluice {

// One row out for each row in.
template <class T, class U, class Function>
class MapOp : public Op<U> {
 public:
  using Input = T;
  using Options = Function;
  static constexpr int kInputsMin = 1;
  MapOp(Wiring<T> wiring, Function function) : input_(*wiring.inputs[0]), function_(std::move(function)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<U>& out) const override {
    MapSink sink(function_, out);
    return input_.Run(context, partition, sink);
  }

 private:
  class MapSink : public Sink<T> {
   public:
    MapSink(const Function& function, Sink<U>& out) : function_(function), out_(out) {}
    bool Push(absl::Span<T> rows) override {
      ChunkFiller<U> filler(chunk_, out_);
      for (T& row : rows) {
        if (!filler.Add(function_(std::move(row)))) return false;
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

#endif  // SLUICE_ENGINE_ROWS_MAP_H_
