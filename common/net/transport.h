#ifndef SLUICE_COMMON_NET_TRANSPORT_H_
#define SLUICE_COMMON_NET_TRANSPORT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/buffer.h"

namespace sluice {

// One message of a conversation: a protobuf message in `head`, and bytes that protobuf never sees in `body`.
struct Frame {
  std::string head;
  Buffers body;
};
inline constexpr int64_t kFrameBytesMax = int64_t{256} << 20;
// Once so much waits to be sent on one link, it takes no more.
inline constexpr int64_t kLinkQueueBytesMax = int64_t{64} << 20;

inline int64_t FrameBytes(const Frame& frame) { return frame.head.size() + TotalBytes(frame.body); }

// One end of an ordered, two-way stream of frames. Thread-safe.
class Link {
 public:
  virtual ~Link() = default;
  // Queues the frame; never blocks. UNAVAILABLE: the link is closed. RESOURCE_EXHAUSTED: kLinkQueueBytesMax wait to be
  // sent already, the frame was not taken. INVALID_ARGUMENT: larger than kFrameBytesMax.
  virtual absl::Status Send(Frame frame) = 0;
  // Sends what is queued, then ends the conversation; the peer sees `reason`. Later calls do nothing.
  virtual void Close(absl::Status reason) = 0;
};

// What a link tells its owner; calls come one at a time, in order, from any thread, and may not block. A frame may be
// answered from within on_frame; none comes after Close. `on_closed` comes exactly once and last, also after Close:
// with the reason of the side that closed first, or UNAVAILABLE when the connection broke before both sides had said
// goodbye (who gave an error to Close gets that one). OK: one side closed with OK, and all it had sent has arrived.
struct LinkHandler {
  std::function<void(Frame)> on_frame;
  std::function<void(absl::Status)> on_closed;
};

// A listening address. Destroying it stops listening, closes its links with UNAVAILABLE, and returns when no handler
// of them runs any more.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual std::string address() const = 0;  // host:port, with the port that was really taken.
};

// Called for each conversation a peer opens; returns the handler of the new link. `conversation` is the gRPC method,
// one of conversations.h; an error ends it (UNIMPLEMENTED for an unknown conversation).
using Acceptor = std::function<absl::StatusOr<LinkHandler>(const std::string& conversation, const std::string& peer,
                                                           std::shared_ptr<Link> link)>;

// Opens conversations between addresses "host:port". Thread-safe.
class Transport {
 public:
  virtual ~Transport() = default;
  // Port 0 takes a free one. ALREADY_EXISTS: the port is taken. INVALID_ARGUMENT: no such address here.
  virtual absl::StatusOr<std::unique_ptr<Listener>> Listen(const std::string& address, Acceptor acceptor) = 0;
  // Returns at once; the link closes with UNAVAILABLE when the peer cannot be reached within `connect_timeout`.
  // The link stays open until Close or on_closed, whoever holds the pointer.
  virtual std::shared_ptr<Link> Connect(const std::string& address, const std::string& conversation,
                                        absl::Duration connect_timeout, LinkHandler handler) = 0;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_TRANSPORT_H_
