#ifndef SLUICE_ROLE_ROLE_H_
#define SLUICE_ROLE_ROLE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/process/role_environment.h"
#include "role/user_main_call.h"

namespace sluice {

// What this process of an application is to be. From now on it holds signals for StopSignals, and its log is set up. To
// be called in main, before any other thread starts.
absl::StatusOr<RoleEnvironment> BeginRole();

// Each runs one role to its end and returns the exit code of the process.
int RunEmbedded(const RoleEnvironment& environment, const UserMain& user_main);
int RunDriver(const RoleEnvironment& environment, const UserMain& user_main);
int RunExecutor(const RoleEnvironment& environment);

// Says in the log, which the one who submitted it reads, which settings nobody knows.
void WarnAboutSettings(const Conf& conf);

// Says on stderr why the process cannot go on; returns 1.
int Fail(const absl::Status& error);

}  // namespace sluice

#endif  // SLUICE_ROLE_ROLE_H_
