#ifndef SLUICE_COMMON_NET_SESSION_H_
#define SLUICE_COMMON_NET_SESSION_H_

#include <memory>
#include <utility>

#include "common/actor/mailbox.h"
#include "common/base/status.h"
#include "common/net/transport.h"

namespace sluice {

// One end of a conversation whose frames are handled in a mailbox: OnFrame any number of times, then OnClosed once.
class Session {
 public:
  virtual ~Session() = default;
  virtual void OnFrame(Frame frame) = 0;
  virtual void OnClosed(const absl::Status& reason) = 0;
};

// The handler of a link that belongs to `session`. `mailbox` must outlive the link.
inline LinkHandler PostTo(Mailbox& mailbox, std::shared_ptr<Session> session) {
  return {.on_frame =
              [&mailbox, session](Frame frame) {
                mailbox.Post([session, frame = std::move(frame)]() mutable { session->OnFrame(std::move(frame)); });
              },
          .on_closed =
              [&mailbox, session](absl::Status reason) {
                mailbox.Post([session, reason = std::move(reason)] { session->OnClosed(reason); });
              }};
}

template <class Message>
Frame ToFrame(const Message& message, Buffers body = {}) {
  return {.head = message.SerializeAsString(), .body = std::move(body)};
}

// INVALID_ARGUMENT: the head is no such message.
template <class Message>
absl::StatusOr<Message> ParseHead(const Frame& frame) {
  Message message;
  if (message.ParseFromString(frame.head)) return message;
  return absl::InvalidArgumentError(
      StrCat("malformed message: ", frame.head.size(), " bytes are no ", Message::descriptor()->full_name()));
}

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_SESSION_H_
