#ifndef SLUICE_DRIVER_HISTORY_TASK_SUMMARY_H_
#define SLUICE_DRIVER_HISTORY_TASK_SUMMARY_H_

#include <cstdint>
#include <vector>

#include "common/base/ids.h"
#include "engine/lineage/job_record.h"

namespace sluice {

// How a figure spreads over the tasks of a stage. Quartiles are right to a sixteenth of their value.
struct Spread {
  int64_t min = 0;
  int64_t lower_quartile = 0;
  int64_t median = 0;
  int64_t upper_quartile = 0;
  int64_t max = 0;
  int64_t total = 0;
};

// What one executor did of a stage.
struct ExecutorShare {
  ExecutorId executor;
  int64_t tasks = 0;
  int64_t run_micros = 0;
  int64_t records = 0;

  void Add(const ExecutorShare& other) {
    tasks += other.tasks;
    run_micros += other.run_micros;
    records += other.records;
  }
};

// What the tasks of a stage took that have succeeded. As small with a million of them as with one for each executor.
struct TaskSummary {
  struct Task {
    int partition = 0;
    ExecutorId executor;
    int64_t run_micros = 0;
    int64_t records = 0;  // It has read them: from inputs, files, shuffles.
  };
  int64_t tasks = 0;
  Spread run_micros;
  Spread records;
  Task slowest;
  Task largest;  // It has read most records.
  std::vector<ExecutorShare> executors;
};

// A stage has ended. Told again, with all its tasks, when it began again and has ended again.
struct TasksSummarised {
  JobId job;
  StageNumber stage;
  TaskSummary tasks;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_TASK_SUMMARY_H_
