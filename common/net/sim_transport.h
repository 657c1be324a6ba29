#ifndef SLUICE_COMMON_NET_SIM_TRANSPORT_H_
#define SLUICE_COMMON_NET_SIM_TRANSPORT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/base/random.h"
#include "common/net/transport.h"

namespace sluice {

class SimConnection;
class SimListener;

struct SimNetworkOptions {
  // Of each frame; frames of one link never overtake each other. Some are late, as after a lost packet.
  absl::Duration delay_min = absl::Microseconds(50);
  absl::Duration delay_max = absl::Milliseconds(1);
  absl::Duration late_delay_max = absl::Milliseconds(300);
  int late_one_in = 200;
  // After so long a cut, both sides give their connection up.
  absl::Duration tcp_timeout = absl::Seconds(15);
};

// So that a test can prove that its fault happened.
struct SimNetworkStats {
  int64_t links_opened = 0;
  int64_t links_broken = 0;  // Ends of links that did not end with a goodbye from both sides.
  int64_t frames_delivered = 0;
  int64_t frames_late = 0;     // Drew a long delay.
  int64_t frames_held = 0;     // Met a cut and had to wait.
  int64_t frames_dropped = 0;  // Sent, and never given to a handler.
};

// One process of the simulated cluster, from its start to its death.
struct SimProcess {
  std::string name;
  bool alive = true;
};

// A network between simulated processes, which are known by name. Not thread-safe; lives in the thread of `loop`, and
// outlives all that came from its hosts. Delays are drawn from the loop's seed.
class SimNetwork {
 public:
  explicit SimNetwork(SimLoop& loop, SimNetworkOptions options = {});
  ~SimNetwork();

  // The network as the process `name` sees it. After Kill(name): a new process of the same name. It may listen on any
  // free address; port 0 gives one.
  std::unique_ptr<Transport> Host(const std::string& name);

  // Between the two processes nothing arrives until healed, and nobody is told. What was sent waits, as TCP sends it
  // again; after `tcp_timeout` both ends close with UNAVAILABLE.
  void CutLink(const std::string& a, const std::string& b);
  void HealLink(const std::string& a, const std::string& b);
  bool IsCut(const std::string& a, const std::string& b) const { return cuts_.contains(std::minmax(a, b)); }

  // kill -9: no handler of the process runs again, what it does still has no effect, its peers' links close with
  // UNAVAILABLE soon (not across a cut). What it had sent last arrives or does not.
  void Kill(const std::string& name);

  const SimNetworkStats& stats() const { return stats_; }

 private:
  friend class SimConnection;
  friend class SimHost;
  friend class SimListener;
  using Pair = std::pair<std::string, std::string>;

  absl::Duration DrawDelay();
  SimListener* FindListener(const std::string& address) const;  // Null: nobody listens there.
  std::vector<std::shared_ptr<SimConnection>> ConnectionsBetween(const Pair& pair);

  SimLoop& loop_;
  const SimNetworkOptions options_;
  SeededRandom random_;
  SimNetworkStats stats_;
  uint16_t last_port_ = 0;
  int64_t last_cut_ = 0;
  std::map<Pair, int64_t> cuts_;                              // Which cut it is.
  std::map<std::string, std::shared_ptr<SimProcess>> alive_;  // Keys are names.
  std::map<std::string, SimListener*> listeners_;             // Keys are addresses.
  std::map<std::string, std::string> routes_;                 // Address -> process that listens or did so last.
  std::vector<std::shared_ptr<SimConnection>> connections_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_SIM_TRANSPORT_H_
