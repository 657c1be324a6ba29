#ifndef SLUICE_COMMON_NET_PULSE_H_
#define SLUICE_COMMON_NET_PULSE_H_

#include <map>
#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "common/actor/runtime.h"
#include "common/base/mutex.h"
#include "common/net/transport.h"

namespace sluice {

// Speaks for a mailbox that is behind, so that nobody takes a long turn of it for silence. That mailbox tells of each
// of its turns, at least once an interval; while it does not, each link is sent its beat once an interval, from a
// thread that does nothing else. A mailbox that has not turned for kStuckAfter is not spoken for any more: what hangs
// is to be noticed, too. Thread-safe.
class Pulse {
 public:
  static constexpr absl::Duration kStuckAfter = absl::Seconds(10);

  Pulse(Runtime& runtime, absl::Duration interval);

  // From now on the peer is sent `beat`, which must be as good as a heartbeat of the mailbox.
  void Add(std::shared_ptr<Link> link, Frame beat);
  void Remove(const Link& link);
  void Turned();

 private:
  struct Beat {
    std::shared_ptr<Link> link;
    Frame frame;
  };
  void Tick();
  std::vector<Beat> Due();

  const Clock& clock_;
  const absl::Duration interval_;
  Mutex mu_;
  std::map<const Link*, Beat> beats_ ABSL_GUARDED_BY(mu_);
  absl::Time turned_ ABSL_GUARDED_BY(mu_);
  const std::unique_ptr<Mailbox> mailbox_;  // Goes first, and with it whoever runs here.
};

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_PULSE_H_
