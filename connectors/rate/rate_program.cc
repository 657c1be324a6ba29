#include "connectors/rate/rate_program.h"

#include <algorithm>

#include "common/actor/runtime.h"

namespace sluice {
namespace {

constexpr absl::Duration kPause = absl::Milliseconds(10);
constexpr int64_t kRowsAtATime = 256;

}  // namespace

absl::Status PacedProgram::Start(CustomReceiver& receiver) {
  const Clock& clock = receiver.host().runtime().clock();
  const absl::Time start = clock.Now();
  while (making_.rows == 0 || made_ < making_.rows) {
    const double due = absl::ToDoubleSeconds(clock.Now() - start) * static_cast<double>(making_.rows_per_second);
    const int64_t wanted =
        making_.rows == 0 ? static_cast<int64_t>(due) : std::min(static_cast<int64_t>(due), making_.rows);
    const int64_t end = std::min(wanted, made_ + kRowsAtATime);
    if (made_ < end && !receiver.stopped()) {
      SLUICE_RETURN_IF_ERROR(Make(made_, end, receiver));
    } else if (receiver.WaitForStop(kPause)) {
      return absl::OkStatus();
    }
  }
  receiver.Stop("all rows are made", "");
  return absl::OkStatus();
}

}  // namespace sluice
