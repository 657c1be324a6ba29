#ifndef SLUICE_DRIVER_DAEMON_RECORDING_LINK_H_
#define SLUICE_DRIVER_DAEMON_RECORDING_LINK_H_

#include <utility>
#include <vector>

#include "common/net/session.h"

namespace sluice {

// A link for tests of one end: keeps what is sent, and takes no more when it is closed.
class RecordingLink : public Link {
 public:
  absl::Status Send(Frame frame) override {
    if (closed) return absl::UnavailableError("closed");
    frames.push_back(std::move(frame));
    return absl::OkStatus();
  }
  void Close(absl::Status why) override {
    closed = true;
    reason = std::move(why);
  }
  // What has been sent since the last call.
  template <class Message>
  std::vector<Message> Take() {
    std::vector<Message> messages;
    for (const Frame& frame : std::exchange(frames, {})) messages.push_back(ParseHead<Message>(frame).value());
    return messages;
  }

  std::vector<Frame> frames;
  bool closed = false;
  absl::Status reason;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_RECORDING_LINK_H_
