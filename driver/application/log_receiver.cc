#include "driver/application/log_receiver.h"

#include <string>

#include "common/base/str_cat.h"
#include "common/observe/logging.h"

namespace sluice {

void LogReceiver(ExecutorId executor, const ReceiverStatus& before, const ReceiverStatus& now) {
  if (before.executor == executor && before.state == now.state && before.message == now.message &&
      before.error == now.error) {
    return;
  }
  const std::string text =
      StrCat("receiver ", now.id.stream, " on executor ", executor, ": ", ToString(now.state),
             now.message.empty() ? "" : ": ", now.message, now.error.empty() ? "" : ": ", now.error);
  const bool is_trouble = now.state == ReceiverStatus::State::kRetrying || now.is_error || now.dropped > before.dropped;
  is_trouble ? LogWarning("receivers", text) : LogInfo("receivers", text);
}

}  // namespace sluice
