#ifndef SLUICE_ENGINE_TASK_TRACED_OP_H_
#define SLUICE_ENGINE_TASK_TRACED_OP_H_

#include <memory>
#include <utility>

#include "engine/task/op.h"

namespace sluice {

// Notes in the TaskContext which operator's code runs, chunk by chunk, so that an exception, a crash or a loop can be
// blamed. What throws leaves the note as it is. Looks at the stack as well, on the way to the source and back; whoever
// runs the stage says what is wrong with it.
template <class T>
class TracedOp : public Op<T> {
 public:
  TracedOp(int index, std::unique_ptr<OpBase> owner, const Op<T>& op)
      : index_(index), owner_(std::move(owner)), op_(op) {}

  absl::Status Run(TaskContext& context, int partition, Sink<T>& out) const override {
    if (!context.HasStack()) return absl::FailedPreconditionError("the stack is used up");
    const int reader = context.running_op();
    ReaderSink sink(context, index_, reader, out);
    context.set_running_op(index_);
    absl::Status status = op_.Run(context, partition, sink);
    context.set_running_op(reader);
    return status;
  }

 private:
  class ReaderSink : public Sink<T> {
   public:
    ReaderSink(TaskContext& context, int index, int reader, Sink<T>& out)
        : context_(context), index_(index), reader_(reader), out_(out) {}
    bool Push(absl::Span<T> rows) override {
      if (!context_.HasStack()) return false;
      context_.set_running_op(reader_);
      const bool more = out_.Push(rows);
      context_.set_running_op(index_);
      return more;
    }

   private:
    TaskContext& context_;
    const int index_;
    const int reader_;
    Sink<T>& out_;
  };

  const int index_;
  const std::unique_ptr<OpBase> owner_;
  const Op<T>& op_;
};

// `op` is what `owner` points to. Terminals are run by the stage, which knows when.
template <class T>
std::unique_ptr<OpBase> Trace(int index, std::unique_ptr<OpBase> owner, const Op<T>& op) {
  return std::make_unique<TracedOp<T>>(index, std::move(owner), op);
}
inline std::unique_ptr<OpBase> Trace(int, std::unique_ptr<OpBase> owner, const Terminal&) { return owner; }

}  // namespace sluice

#endif  // SLUICE_ENGINE_TASK_TRACED_OP_H_
