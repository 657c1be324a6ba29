#ifndef SLUICE_WORKER_REPLICA_PEER_LINK_H_
#define SLUICE_WORKER_REPLICA_PEER_LINK_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/net/session.h"
#include "proto/block.pb.h"
#include "worker/replica/peer.h"

namespace sluice {

// Requests to one peer, many at a time over one link, which is opened by the first request and again after it broke.
// Belongs to one mailbox: all calls come from there and all answers arrive there, each exactly once and never from
// within Exchange; none comes any more when this is destroyed.
class PeerLink : public std::enable_shared_from_this<PeerLink> {
 public:
  // UNAVAILABLE: no answer, for any reason; another holder may have one. Else what the peer
  // says, e.g. RESOURCE_EXHAUSTED: it has no room.
  using Done = std::function<void(absl::StatusOr<PeerAnswer>)>;

  PeerLink(Transport& transport, std::shared_ptr<Postbox> postbox, std::string address)
      : transport_(transport), postbox_(std::move(postbox)), address_(std::move(address)) {}
  ~PeerLink();

  void Exchange(v1::BlockRequest request, Buffers body, absl::Duration limit, Done done);

  // All that is outstanding ends with UNAVAILABLE; later requests too.
  void Close(const std::string& reason);

  const std::string& address() const { return address_; }

 private:
  struct Request {
    Frame frame;
    PeerAnswer answer;  // So far.
    Done done;
  };

  void Open();
  void Send(uint64_t number);
  class ExchangeSession;
  void OnFrame(Frame frame);
  void OnClosed(const absl::Status& reason);
  void Finish(uint64_t number, absl::StatusOr<PeerAnswer> result);
  void FailAll(const absl::Status& reason);

  // What happens elsewhere comes here, if this still exists.
  template <class F>
  std::function<void()> IfAlive(F f) {
    return [weak = weak_from_this(), f = std::move(f)] {
      if (std::shared_ptr<PeerLink> self = weak.lock()) f(*self);
    };
  }

  Transport& transport_;
  const std::shared_ptr<Postbox> postbox_;
  const std::string address_;

  bool closed_ = false;
  std::shared_ptr<Link> link_;  // Null until the next request opens one.
  std::shared_ptr<Session> last_session_;
  uint64_t next_number_ = 1;
  absl::flat_hash_map<uint64_t, Request> requests_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_REPLICA_PEER_LINK_H_
