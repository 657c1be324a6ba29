#include "role/user_main_call.h"

#include <unistd.h>

#include <cstdio>
#include <exception>
#include <utility>

#include "api/core/error.h"
#include "common/actor/detached.h"
#include "common/base/printable.h"
#include "common/base/str_cat.h"
#include "common/observe/logging.h"
#include "common/process/standard_output.h"
#include "common/settings/unread_settings.h"
#include "role/role.h"

namespace sluice {
namespace {

constexpr absl::Duration kReturnPatience = absl::Seconds(5);
constexpr absl::Duration kFlushPatience = absl::Seconds(1);

}  // namespace

int Fail(const absl::Status& error) {
  std::fflush(stdout);
  std::fprintf(stderr, "sluice: %s\n", Printable(Shortened(ToStd(error.message()), kReasonBytesMax)).c_str());
  return 1;
}

void WarnAboutSettings(const Conf& conf) {
  for (const std::string& warning : WarningsAbout(conf)) LogWarning("settings", warning);
}

int UserMainCall::Run(const UserMain& user_main, Application& app) {
  const int code = Call(user_main, app);
  MutexLock lock(&mu_);
  has_returned_ = true;
  changed_.NotifyAll();
  changed_.Wait(mu_, [this] { return !is_given_up_; });
  return code;
}

int UserMainCall::Call(const UserMain& user_main, Application& app) {
  try {
    const int code = user_main(app);
    const absl::Status lost = LostOutput();
    return lost.ok() ? code : Fail(lost);
  } catch (const Error& error) {
    const int code = Fail(error.status());
    MutexLock lock(&mu_);
    return absl::IsCancelled(error.status()) && stopped_code_ != 0 ? stopped_code_ : code;
  } catch (const std::exception& error) {
    return Fail(absl::AbortedError(std::string("the application threw: ") + error.what()));
  } catch (...) {
    return Fail(absl::AbortedError("the application threw something that is no std::exception"));
  }
}

void UserMainCall::OnStop(int exit_code) {
  MutexLock lock(&mu_);
  stopped_code_ = exit_code;
}

void UserMainCall::EndAfterStop(const std::function<void(int exit_code)>& clean_up) {
  int code;
  {
    MutexLock lock(&mu_);
    is_given_up_ = !changed_.WaitFor(mu_, kReturnPatience, [this] { return has_returned_; });
    if (!is_given_up_) return;
    code = stopped_code_;
  }
  LogError("application", "the process ends, although the program's function has not returned ",
           absl::FormatDuration(kReturnPatience), " after all else had ended");
  clean_up(code);
  RunDetachedFor(kFlushPatience, "flush", [] { std::fflush(nullptr); });  // Who prints may hold a stream for ever.
  _exit(code);
}

}  // namespace sluice
