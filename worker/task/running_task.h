#ifndef SLUICE_WORKER_TASK_RUNNING_TASK_H_
#define SLUICE_WORKER_TASK_RUNNING_TASK_H_

#include "engine/task/compiled_stage.h"
#include "worker/task/task_attempt.h"

namespace sluice {

// What a thread of a slot runs, from construction to destruction: so that whoever is called in that thread when things
// go wrong (a signal handler, the allocator) knows whom to blame.
class RunningTask {
 public:
  RunningTask(const AttemptSpec& spec, const CompiledStage& stage, const TaskContext& context);
  ~RunningTask();
  RunningTask(const RunningTask&) = delete;

  // Of the calling thread; null if it runs none. Safe in a signal handler.
  static const RunningTask* OfThisThread();

  const AttemptSpec& spec() const { return spec_; }
  // Whose code runs.
  const char* op() const { return stage_.OperatorName(context_.running_op()).c_str(); }

 private:
  const AttemptSpec& spec_;
  const CompiledStage& stage_;
  const TaskContext& context_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_TASK_RUNNING_TASK_H_
