#ifndef SLUICE_COMMON_SETTINGS_TASK_PROPERTIES_H_
#define SLUICE_COMMON_SETTINGS_TASK_PROPERTIES_H_

namespace sluice::settings {

// What the driver adds to the local properties of each task: the number of its stage, as users see it, and the id of
// this attempt, which no other one of the application has.
inline constexpr char kStageProperty[] = "sluice.task.internal.stage";
inline constexpr char kAttemptProperty[] = "sluice.task.internal.attempt";

}  // namespace sluice::settings

#endif  // SLUICE_COMMON_SETTINGS_TASK_PROPERTIES_H_
