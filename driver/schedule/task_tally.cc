#include "driver/schedule/task_tally.h"

namespace sluice {

void TaskTally::Add(const TaskSummary::Task& task) {
  const bool is_first = run_micros_.count() == 0;
  if (is_first || task.run_micros > run_micros_.max()) slowest_ = task;
  if (is_first || task.records > records_.max()) largest_ = task;
  run_micros_.Add(task.run_micros);
  records_.Add(task.records);
  ExecutorShare& share = executors_[task.executor];
  share.executor = task.executor;
  share.Add({.tasks = 1, .run_micros = task.run_micros, .records = task.records});
}

TaskSummary TaskTally::Describe() const {
  TaskSummary summary{.tasks = run_micros_.count(),
                      .run_micros = run_micros_.Describe(),
                      .records = records_.Describe(),
                      .slowest = slowest_,
                      .largest = largest_};
  for (const auto& [executor, share] : executors_) summary.executors.push_back(share);
  return summary;
}

}  // namespace sluice
