#ifndef SLUICE_DRIVER_SCHEDULE_SCHEDULER_OPTIONS_H_
#define SLUICE_DRIVER_SCHEDULE_SCHEDULER_OPTIONS_H_

#include "absl/time/time.h"
#include "common/settings/scheduling.h"
#include "driver/job/program_catalog.h"
#include "driver/schedule/exclusion.h"
#include "driver/schedule/pools.h"
#include "driver/schedule/speculation.h"
#include "engine/lineage/job_record.h"

namespace sluice {

struct SchedulerOptions {
  DriverLife life;  // It numbers tasks and stages in this one.
  JobId first_job;  // Former lives have had those before.
  StageNumber first_stage;
  // A slot elsewhere may stay free so long for a nearer one, or for one with the task's state in memory.
  absl::Duration locality_wait = settings::kLocalityWait.fallback;
  absl::Duration state_wait = absl::Milliseconds(500);
  int failures_max = settings::kTaskMaxFailures.fallback;  // A partition that fails so often fails the job.
  int executor_losses_max = 20;                            // A partition whose executor was lost so often does, too.
  int input_losses_max = 20;  // So does one that could not read its input so often: no job waits for ever.
  absl::Duration input_retry_delay = absl::Milliseconds(50);  // Doubles up to the next.
  absl::Duration input_retry_delay_max = absl::Seconds(1);
  int losses_before_distrust = 10;  // Then blocks that no attempt could read are given up, to save the job.
  // For so long after an executor was lost, tasks of blocks that only it held wait for it to come back; and after one
  // has attached when there was none, as in a later life, those of blocks whose holders have not followed yet.
  absl::Duration holder_wait = absl::Milliseconds(2500);
  ProgramLimits programs;
  PoolOptions pools;
  SpeculationOptions speculation;
  ExclusionOptions exclusion;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_SCHEDULER_OPTIONS_H_
