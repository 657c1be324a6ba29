#ifndef SLUICE_DRIVER_SCHEDULE_TASK_TALLY_H_
#define SLUICE_DRIVER_SCHEDULE_TASK_TALLY_H_

#include <map>

#include "driver/schedule/distribution.h"

namespace sluice {

// What the tasks of one stage took, added up while they succeed.
class TaskTally {
 public:
  void Add(const TaskSummary::Task& task);
  TaskSummary Describe() const;

 private:
  Distribution run_micros_;
  Distribution records_;
  TaskSummary::Task slowest_;
  TaskSummary::Task largest_;
  std::map<ExecutorId, ExecutorShare> executors_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_TASK_TALLY_H_
