#ifndef SLUICE_WORKER_TASK_CRASH_HANDLER_H_
#define SLUICE_WORKER_TASK_CRASH_HANDLER_H_

#include <functional>
#include <string>

#include "common/base/ids.h"

namespace sluice {

// What to do with the last words of a process: the task whose code has crashed and what happened to it, as
// "map: crashed with signal 11 (segmentation fault)". Called on a thread of its own, for which the process waits two
// seconds before it dies; the heap may be damaged, so it may never return.
using OnTaskCrash = std::function<void(TaskId task, const std::string& what)>;

// From now on SIGSEGV, SIGBUS, SIGILL, SIGFPE and SIGABRT, and a call of exit by a task, first tell on stderr which
// task and operator it was, then call `on_crash`, then end the process as they always do. A crash outside of a task is
// told with its thread and its stack. Once in a process; also for processes without tasks.
void InstallCrashHandler(OnTaskCrash on_crash);

// Called by a thread before it runs tasks: an endless recursion needs another stack to be told on.
void UseCrashStack();

}  // namespace sluice

#endif  // SLUICE_WORKER_TASK_CRASH_HANDLER_H_
