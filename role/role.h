#ifndef SLUICE_ROLE_ROLE_H_
#define SLUICE_ROLE_ROLE_H_

#include <functional>
#include <string>

#include "api/core/application.h"
#include "common/process/role_environment.h"

namespace sluice {

// What the user gave to runApplication.
using UserMain = std::function<void(Application&)>;

// Each runs one role to its end and returns the exit code of the process.
int RunEmbedded(const RoleEnvironment& environment, const UserMain& user_main);
int RunDriver(const RoleEnvironment& environment, const UserMain& user_main);
int RunExecutor(const RoleEnvironment& environment);

// Calls `user_main`; 0, or 1 after saying on stderr what it threw, or that some of what was printed is lost.
int RunUserMain(const UserMain& user_main, Application& app);

// Says in the log, which the one who submitted it reads, which settings nobody knows.
void WarnAboutSettings(const Conf& conf);

// Says on stderr why the process cannot go on; returns 1.
int Fail(const absl::Status& error);

}  // namespace sluice

#endif  // SLUICE_ROLE_ROLE_H_
