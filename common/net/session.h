#ifndef SLUICE_COMMON_NET_SESSION_H_
#define SLUICE_COMMON_NET_SESSION_H_

#include <memory>
#include <utility>

#include "common/actor/postbox.h"
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

// The handler of a link that belongs to `session`, in the mailbox of `postbox`; what comes once that is closed is
// dropped. A shared_ptr: the link keeps the session. A weak_ptr: what comes when the session is gone is dropped.
template <class Pointer>
LinkHandler PostTo(std::shared_ptr<Postbox> postbox, Pointer session) {
  using Kept = std::weak_ptr<typename Pointer::element_type>;
  return {.on_frame =
              [postbox, session](Frame frame) {
                postbox->Post([session, frame = std::move(frame)]() mutable {
                  if (auto kept = Kept(session).lock()) kept->OnFrame(std::move(frame));
                });
              },
          .on_closed =
              [postbox, session](absl::Status reason) {
                postbox->Post([session, reason = std::move(reason)] {
                  if (auto kept = Kept(session).lock()) kept->OnClosed(reason);
                });
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
