#ifndef SLUICE_COMMON_NET_IN_PROCESS_LINK_H_
#define SLUICE_COMMON_NET_IN_PROCESS_LINK_H_

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/actor/gate.h"
#include "common/base/mutex.h"
#include "common/net/transport.h"

namespace sluice {

// One end of a conversation inside this process: what has arrived and waits for its handler, which runs in the thread
// that brought something. The two ends keep each other alive until they are closed. Thread-safe.
class InProcessLink final : public Link {
 public:
  // `peer` names the other side in messages; `pass` is kept until on_closed has returned.
  InProcessLink(std::string peer, Gate::Pass pass) : peer_name_(std::move(peer)), pass_(std::move(pass)) {}

  static void Join(const std::shared_ptr<InProcessLink>& a, const std::shared_ptr<InProcessLink>& b);
  // From here on the handler runs.
  void Start(LinkHandler handler);

  absl::Status Send(Frame frame) override;
  void Close(absl::Status reason) override;

 private:
  absl::Status Arrive(Frame frame);
  void PeerClosed(absl::Status reason);
  void RunHandler();
  bool HandleNext();
  void End();

  const std::string peer_name_;

  Mutex mu_;
  std::shared_ptr<InProcessLink> peer_ ABSL_GUARDED_BY(mu_);
  std::deque<Frame> frames_ ABSL_GUARDED_BY(mu_);
  int64_t frames_bytes_ ABSL_GUARDED_BY(mu_) = 0;
  std::optional<absl::Status> closed_ ABSL_GUARDED_BY(mu_);  // Either side did it; on_closed follows the last frame.
  bool started_ ABSL_GUARDED_BY(mu_) = false;
  bool running_ ABSL_GUARDED_BY(mu_) = false;  // Some thread is in RunHandler and looks for more before it leaves.

  // Belong to the thread in RunHandler.
  LinkHandler handler_;
  Gate::Pass pass_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_IN_PROCESS_LINK_H_
