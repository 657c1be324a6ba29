#include "api/input/receiver_streams.h"

#include "common/base/str_cat.h"
#include "common/settings/streaming.h"

namespace sluice {

void internal::ReceiverStreams::CheckPort(const char* call, const std::string& host, int port) {
  if (port >= 1 && port <= 65535) return;
  throw Error(absl::InvalidArgumentError(StrCat(call, " needs a port from 1 to 65535: host=", host, " port=", port)));
}

void internal::ReceiverStreams::CheckRate(const Rate& rate) {
  if (rate.rowsPerSecond >= 1 && rate.rows >= 0) return;
  throw Error(
      absl::InvalidArgumentError(StrCat("rateStream needs 1 row a second or more, and 0 rows (no end) or "
                                        "more: rowsPerSecond=",
                                        rate.rowsPerSecond, " rows=", rate.rows)));
}

ReceiverSettings internal::ReceiverStreams::Settings() const {
  const Conf& conf = program_->app().conf();
  const absl::Duration delay = internal::ValueOrThrow(conf.Get(settings::kReceiverRestartDelay));
  const int64_t seconds = internal::ValueOrThrow(conf.Get(settings::kReceiverBlockStoreTimeout));
  return {.restart_delay_millis = absl::ToInt64Milliseconds(delay), .store_timeout_millis = seconds * 1000};
}

}  // namespace sluice
