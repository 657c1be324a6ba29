#include "api/input/receiver_streams.h"

#include <limits>

namespace sluice {

void ReceiverStreams::CheckPort(const char* call, const std::string& host, int port) {
  if (port >= 1 && port <= 65535) return;
  throw Error(
      absl::InvalidArgumentError(absl::StrCat(call, " needs a port from 1 to 65535: host=", host, " port=", port)));
}

void ReceiverStreams::CheckRate(const Rate& rate) {
  if (rate.rowsPerSecond >= 1 && rate.rows >= 0) return;
  throw Error(
      absl::InvalidArgumentError(absl::StrCat("rateStream needs 1 row a second or more, and 0 rows (no end) or "
                                              "more: rowsPerSecond=",
                                              rate.rowsPerSecond, " rows=", rate.rows)));
}

ReceiverSettings ReceiverStreams::SettingsFor(StorageLevel level) const {
  const Conf& conf = core_->app().conf();
  const absl::Duration delay = ValueOrThrow(
      conf.GetDuration("spark.streaming.receiverRestartDelay",
                       {.fallback = absl::Seconds(2), .min = absl::ZeroDuration(), .max = absl::Hours(24)}));
  const int64_t seconds = ValueOrThrow(
      conf.GetInt("spark.streaming.receiver.blockStoreTimeout", {.fallback = 30, .min = 1, .max = 86'400}));
  return {.level = level.description(),
          .restart_delay_millis = absl::ToInt64Milliseconds(delay),
          .store_timeout_millis = seconds * 1000,
          .rate_max = core_->ReceiverRateMax()};
}

}  // namespace sluice
