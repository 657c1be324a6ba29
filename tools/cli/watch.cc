#include "tools/cli/watch.h"

#include "common/base/printable.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

bool IsAway(const absl::Status& why) { return absl::IsUnavailable(why) || absl::IsDeadlineExceeded(why); }

absl::StatusOr<Screen::Wake> ShowFor(absl::Duration period, const std::string& text, Screen& screen) {
  Screen::Wake wake = Screen::Wake::kIsResized;
  while (wake == Screen::Wake::kIsResized) {
    SLUICE_RETURN_IF_ERROR(screen.Show(text));
    wake = screen.Wait(period);
  }
  return wake;
}

}  // namespace

absl::Status Watch(Screen& screen, absl::Duration period, const std::function<absl::StatusOr<std::string>()>& ask) {
  std::string last;
  while (true) {
    const absl::StatusOr<std::string> answer = ask();
    if (!answer.ok() && !IsAway(answer.status())) return answer.status();
    if (answer.ok()) last = *answer;
    const std::string away =
        answer.ok() ? "" : StrCat("Away, asked again: ", Printable(ToStd(answer.status().message())), "\n\n");
    SLUICE_ASSIGN_OR_RETURN(const Screen::Wake wake, ShowFor(period, away + last, screen));
    if (wake == Screen::Wake::kUserHasSeenEnough) return absl::OkStatus();
  }
}

}  // namespace sluice
