#ifndef SLUICE_API_CORE_RUN_APPLICATION_H_
#define SLUICE_API_CORE_RUN_APPLICATION_H_

#include <functional>

#include "api/core/application.h"

namespace sluice {

// The whole of an application's main. Started by hand, the application runs embedded: driver and one executor in this
// process. Started by a daemon (environment SLUICE_ROLE), it is the application driver or an executor; an executor
// never calls `user_main`, so read the command line inside it. SIGTERM, SIGINT and SIGHUP stop streams gracefully, so
// that `user_main` returns by itself; a second SIGTERM or SIGINT ends the process at once. Embedded, it also stops when
// it prints and nobody reads that any more. Returns the exit code: 0, 1 after printing on stderr the error that
// `user_main` threw or why something that was printed could not be written, 141 when nobody reads its output any more.
int runApplication(int argc, char** argv, const std::function<void(Application&)>& user_main);

}  // namespace sluice

#endif  // SLUICE_API_CORE_RUN_APPLICATION_H_
