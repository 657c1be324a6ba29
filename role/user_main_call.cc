#include <cstdio>
#include <exception>

#include "api/core/error.h"
#include "common/base/printable.h"
#include "common/base/str_cat.h"
#include "common/observe/logging.h"
#include "common/process/standard_output.h"
#include "common/settings/unread_settings.h"
#include "role/role.h"

namespace sluice {

int Fail(const absl::Status& error) {
  std::fflush(stdout);
  std::fprintf(stderr, "sluice: %s\n", Printable(Shortened(ToStd(error.message()), kReasonBytesMax)).c_str());
  return 1;
}

void WarnAboutSettings(const Conf& conf) {
  for (const std::string& warning : WarningsAbout(conf)) LogWarning("settings", warning);
}

int RunUserMain(const UserMain& user_main, Application& app) {
  try {
    user_main(app);
    const absl::Status lost = LostOutput();
    return lost.ok() ? 0 : Fail(lost);
  } catch (const Error& error) {
    return Fail(error.status());
  } catch (const std::exception& error) {
    return Fail(absl::AbortedError(std::string("the application threw: ") + error.what()));
  } catch (...) {
    return Fail(absl::AbortedError("the application threw something that is no std::exception"));
  }
}

}  // namespace sluice
