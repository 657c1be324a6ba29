#ifndef SLUICE_ENGINE_TASK_NUMBER_OPS_H_
#define SLUICE_ENGINE_TASK_NUMBER_OPS_H_

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/task/consume.h"
#include "engine/task/factory.h"
#include "engine/task/op.h"

namespace sluice {

// Operators of tests that are about no particular rows: theirs are numbers.

// The number that each input block has as text; throws if it is none.
class NumbersOp : public Op<int64_t> {
 public:
  using Input = void;
  using Options = NoOptions;
  static constexpr int kInputsMin = 0;
  NumbersOp(Wiring<void> wiring, NoOptions) : index_(wiring.index) {}

  absl::Status Run(TaskContext& context, int partition, Sink<int64_t>& out) const override {
    std::vector<int64_t> numbers;
    for (const InputBlock& block : context.Inputs(index_, partition)) numbers.push_back(std::stoll(Join(block.data)));
    out.Push(absl::MakeSpan(numbers));
    return absl::OkStatus();
  }

 private:
  const int index_;
};

// Adds to each number; throws if the sum is greater than 10.
class AddOp : public Op<int64_t> {
 public:
  using Input = int64_t;
  using Options = int64_t;
  static constexpr int kInputsMin = 1;
  AddOp(Wiring<int64_t> wiring, int64_t addend) : input_(*wiring.inputs.at(0)), addend_(addend) {}

  absl::Status Run(TaskContext& context, int partition, Sink<int64_t>& out) const override {
    return Consume(input_, context, partition, [&](absl::Span<int64_t> numbers) {
      for (int64_t& number : numbers) {
        if ((number += addend_) > 10) throw std::out_of_range("too big");
      }
      return out.Push(numbers);
    });
  }

 private:
  const Op<int64_t>& input_;
  const int64_t addend_;
};

// Encodes all rows, one behind the other.
template <class T>
class EncodingTerminal : public Terminal {
 public:
  using Input = T;
  using Options = NoOptions;
  static constexpr int kInputsMin = 1;
  EncodingTerminal(Wiring<T> wiring, NoOptions) : input_(*wiring.inputs.at(0)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    Writer all;
    absl::Status status = Consume(input_, context, partition, [&](absl::Span<T> rows) {
      for (const T& row : rows) EncodeTo(all, row);
      return true;
    });
    result.value = {all.Finish()};
    return status;
  }

 private:
  const Op<T>& input_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_TASK_NUMBER_OPS_H_
