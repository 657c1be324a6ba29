#include "worker/task/running_task.h"

#include "common/actor/task_local.h"

namespace sluice {
namespace {

const RunningTask*& Running() { return TaskLocal<const RunningTask*, RunningTask>::Value(); }

}  // namespace

RunningTask::RunningTask(const AttemptSpec& spec, const CompiledStage& stage, const TaskContext& context)
    : spec_(spec), stage_(stage), context_(context) {
  Running() = this;
}

RunningTask::~RunningTask() { Running() = nullptr; }

const RunningTask* RunningTask::OfThisThread() { return Running(); }

}  // namespace sluice
