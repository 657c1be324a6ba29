#ifndef SLUICE_COMMON_NET_SIM_CONNECTION_H_
#define SLUICE_COMMON_NET_SIM_CONNECTION_H_

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "common/net/sim_transport.h"

namespace sluice {

// The two ends of one link and what travels between them.
class SimConnection : public std::enable_shared_from_this<SimConnection> {
 public:
  enum Side { kClient = 0, kServer = 1 };

  SimConnection(SimNetwork& network, std::shared_ptr<SimProcess> client, std::string address, std::string server_name);

  std::shared_ptr<Link> LinkOf(Side side);
  void Open(const std::string& conversation, absl::Duration timeout, LinkHandler handler);
  absl::Status Send(Side from, Frame frame);
  void Close(Side side, absl::Status reason);

  // Close, and on_closed comes at once: the owner of this end does not wait.
  void Abandon(Side side, absl::Status reason);
  void Kill(const SimProcess& process);
  // Both ends notice by themselves that nothing gets through.
  void TimeOut();
  // A cut between the two is healed.
  void Resume();

  bool Joins(const std::string& a, const std::string& b) const;
  bool IsOver() const { return ends_[kClient].over && ends_[kServer].over; }
  bool HasServer(const SimListener* listener) const { return listener_ == listener; }

 private:
  enum class Kind { kOpen, kAccepted, kFrame, kGoodbye, kReset };
  struct Packet {
    Kind kind;
    absl::Time due;
    Frame frame;
    absl::Status reason;
    bool held = false;
  };
  struct End {
    std::string process_name;
    std::shared_ptr<SimProcess> process;  // Null at the server's end until it has accepted.
    std::shared_ptr<LinkHandler> handler;
    std::deque<Packet> sent;  // Not yet arrived at the other end.
    int64_t sent_bytes = 0;
    bool delivering = false;             // A timer for the front of `sent` runs.
    bool connected = false;              // Has heard of the other side.
    std::optional<absl::Status> reason;  // Why it closes.
    bool over = false;                   // on_closed was called, or nobody is left to call.
  };

  static Side Other(Side side) { return side == kClient ? kServer : kClient; }
  bool IsCut() const;

  void Push(Side from, Packet packet);
  void DeliverLater(Side from);
  void DeliverFront(Side from);
  void DropSent(Side from);

  void Receive(Side to, Packet packet);
  void Accept(const std::string& conversation);
  void OnFrame(End& end, Frame frame);
  void OnGoodbye(Side to, absl::Status reason);

  // The end stops without the other's goodbye, and the other will hear of it when it can.
  void Break(Side side, absl::Status why);
  void Finish(End& end, absl::Status reason);

  SimNetwork& network_;
  const std::string address_;
  End ends_[2];
  const SimListener* listener_ = nullptr;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_SIM_CONNECTION_H_
