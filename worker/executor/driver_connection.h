#ifndef SLUICE_WORKER_EXECUTOR_DRIVER_CONNECTION_H_
#define SLUICE_WORKER_EXECUTOR_DRIVER_CONNECTION_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/net/pulse.h"
#include "common/net/session.h"

namespace sluice {

// The link of an executor to its driver, one at a time: what a former one still brings reaches nobody. Belongs to the
// mailbox of `postbox`, where its events come.
class DriverConnection {
 public:
  struct Events {
    std::function<void(const Frame&)> on_frame;
    std::function<void(const absl::Status& reason)> on_closed;
  };
  DriverConnection(Runtime& runtime, Transport& transport, std::shared_ptr<Postbox> postbox, Events events)
      : runtime_(runtime), transport_(transport), postbox_(std::move(postbox)), events_(std::move(events)) {}

  // Begins a conversation in the place of the former one, which has ended.
  void Open(const std::string& address);
  // As Link::Send; UNAVAILABLE also when nothing is open.
  absl::Status Send(Frame frame);
  // The driver sees `reason`; on_closed will come.
  void Close(absl::Status reason);
  // The same, but nothing of this link comes any more.
  void HangUp(absl::Status reason);
  // From now on the driver is sent `beat` whenever this mailbox has sent nothing for longer than `interval`. REQUIRES:
  // open.
  void BeatWhileBehind(Frame beat, absl::Duration interval);

 private:
  Runtime& runtime_;
  Transport& transport_;
  const std::shared_ptr<Postbox> postbox_;
  const Events events_;
  std::shared_ptr<Link> link_;
  std::shared_ptr<Session> open_session_;  // Null once it was hung up.
  std::optional<Pulse> pulse_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_DRIVER_CONNECTION_H_
