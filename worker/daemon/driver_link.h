#ifndef SLUICE_WORKER_DAEMON_DRIVER_LINK_H_
#define SLUICE_WORKER_DAEMON_DRIVER_LINK_H_

#include <functional>
#include <memory>
#include <string>

#include "common/actor/backoff.h"
#include "common/actor/runtime.h"
#include "common/net/session.h"
#include "proto/membership.pb.h"

namespace sluice {

// What the link needs from the worker and tells it; the daemon implements it. Called in its mailbox.
class DriverLinkEvents {
 public:
  virtual ~DriverLinkEvents() = default;
  virtual v1::Register MakeRegistration() = 0;
  virtual void OnRegistered() = 0;
  virtual void OnOrder(const v1::DriverToWorker& order) = 0;
  virtual void OnRefused(const absl::Status& reason) = 0;  // The link does not try again.
};

// Keeps the conversation /sluice.v1.Membership/Join with the driver daemon: heartbeats, gives the driver up when it is
// silent, and comes back with backoff for ever. Used in the mailbox only.
class DriverLink {
 public:
  DriverLink(Runtime& runtime, Transport& transport, std::shared_ptr<Postbox> postbox, std::string driver,
             DriverLinkEvents& events);

  void Connect();
  // Once a second.
  void Beat();
  // What happens behind a registration that is not answered yet is told behind it. False: the driver is not there; it
  // will learn the truth from the next registration.
  bool Send(const v1::WorkerToDriver& message, Buffers body = {});
  // No link after this; `closed` is called when the last handler has run.
  void Close(std::function<void()> closed);

 private:
  class JoinSession;
  void HandleFrame(const Frame& frame);
  void HandleClosed(const absl::Status& reason);
  absl::Status Receive(const v1::DriverToWorker& message);
  void Retry(const absl::Status& reason);

  Runtime& runtime_;
  Transport& transport_;
  const std::shared_ptr<Postbox> postbox_;
  const std::string driver_;
  DriverLinkEvents& events_;
  Backoff backoff_;
  std::shared_ptr<Session> session_;
  std::shared_ptr<Link> link_;
  bool registered_ = false;
  absl::Time last_heard_;
  absl::Time last_complaint_ = absl::InfinitePast();
  std::function<void()> closed_;  // Set: closing.
  bool closing_ = false;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_DAEMON_DRIVER_LINK_H_
