#include "worker/executor/driver_connection.h"

#include <utility>

#include "common/net/conversations.h"

namespace sluice {
namespace {

constexpr absl::Duration kConnectLimit = absl::Seconds(1);

}  // namespace

void DriverConnection::Open() {
  const uint64_t number = ++number_;
  LinkHandler handler{.on_frame =
                          [this, postbox = postbox_, number](Frame frame) {
                            postbox->Post([this, number, frame = std::move(frame)] {
                              if (number == number_) events_.on_frame(frame);
                            });
                          },
                      .on_closed =
                          [this, postbox = postbox_, number](absl::Status reason) {
                            postbox->Post([this, number, reason = std::move(reason)] {
                              if (number == number_) events_.on_closed(reason);
                            });
                          }};
  link_ = transport_.Connect(address_, conversations::kAttach, kConnectLimit, std::move(handler));
}

absl::Status DriverConnection::Send(Frame frame) {
  if (link_ == nullptr) return absl::UnavailableError("there is no link to the driver");
  return link_->Send(std::move(frame));
}

void DriverConnection::Close(absl::Status reason) {
  if (link_ != nullptr) link_->Close(std::move(reason));
}

void DriverConnection::HangUp(absl::Status reason) {
  ++number_;
  Close(std::move(reason));
}

}  // namespace sluice
