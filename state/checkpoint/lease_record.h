#ifndef SLUICE_STATE_CHECKPOINT_LEASE_RECORD_H_
#define SLUICE_STATE_CHECKPOINT_LEASE_RECORD_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "state/checkpoint/lease_holder.h"

namespace sluice {

// A holder renews its lease this often, and counts on it for so long after it began to; others wait for longer before
// they take what they have not seen renewed. So they need not agree on what time it is, only on how long a second
// lasts.
inline constexpr absl::Duration kLeaseRenewal = absl::Seconds(2);
inline constexpr absl::Duration kLeaseValid = absl::Milliseconds(7500);
inline constexpr absl::Duration kLeaseTimeToLive = absl::Seconds(10);

// Who holds a lease, as it says to others. Codable.
struct LeaseRecord {
  int64_t token = 0;  // Greater than that of all former holders.
  std::string application;
  int64_t driver_life = 0;
  LeaseHolder holder;
  int64_t since_unix_millis = 0;
  int64_t time_to_live_millis = 0;
  int64_t renewals = 0;
  bool is_given_back = false;
};

// "host=a pid=7 since=2023-11-14T22:13:20+00:00 application=app-7".
std::string ToString(const LeaseRecord& record);

std::string EncodeLease(const LeaseRecord& record);
// DATA_LOSS: it is damaged. FAILED_PRECONDITION: of another version of Sluice.
absl::StatusOr<LeaseRecord> DecodeLease(std::string_view file);

}  // namespace sluice

#endif  // SLUICE_STATE_CHECKPOINT_LEASE_RECORD_H_
