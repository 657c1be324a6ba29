#include "worker/task/running_task.h"

namespace sluice {
namespace {

thread_local const RunningTask* running = nullptr;

}  // namespace

RunningTask::RunningTask(const AttemptSpec& spec, const CompiledStage& stage, const TaskContext& context)
    : spec_(spec), stage_(stage), context_(context) {
  running = this;
}

RunningTask::~RunningTask() { running = nullptr; }

const RunningTask* RunningTask::OfThisThread() { return running; }

}  // namespace sluice
