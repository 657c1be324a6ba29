#ifndef SLUICE_ROLE_USER_MAIN_CALL_H_
#define SLUICE_ROLE_USER_MAIN_CALL_H_

#include <functional>

#include "api/core/application.h"
#include "common/base/cond_var.h"
#include "common/base/mutex.h"

namespace sluice {

// What the user's program does with its application; returns the exit code.
using UserMain = std::function<int(Application&)>;

// The call of it in this process. Nobody can make a function return: when all else has ended after a stop, this one has
// five seconds, and then the process ends without it. Thread-safe.
class UserMainCall {
 public:
  // Returns the exit code of the process: that of the program; 1 after saying on stderr what it threw, or that some of
  // what was printed is lost; that of OnStop if it threw because what it waited for was cancelled by the stop.
  int Run(const UserMain& user_main, Application& app);

  // To be called before anything is cancelled.
  void OnStop(int exit_code);
  // To be called when all else has ended. Returns when Run has; if it does not in time, says so, calls `clean_up` and
  // ends the process with the exit code of OnStop, which that is told.
  void EndAfterStop(const std::function<void(int exit_code)>& clean_up);

 private:
  int Call(const UserMain& user_main, Application& app);

  Mutex mu_;
  CondVar changed_;
  int stopped_code_ ABSL_GUARDED_BY(mu_) = 0;  // 0: nobody has told it to stop.
  bool has_returned_ ABSL_GUARDED_BY(mu_) = false;
  bool is_given_up_ ABSL_GUARDED_BY(mu_) = false;  // Run does not return any more.
};

}  // namespace sluice

#endif  // SLUICE_ROLE_USER_MAIN_CALL_H_
