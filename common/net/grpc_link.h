#ifndef SLUICE_COMMON_NET_GRPC_LINK_H_
#define SLUICE_COMMON_NET_GRPC_LINK_H_

#include <grpcpp/alarm.h>
#include <grpcpp/support/byte_buffer.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "common/base/mutex.h"
#include "common/net/frame_codec.h"
#include "common/net/transport.h"

namespace sluice {

// What both ends of a gRPC stream share: the queue of frames to send, and how a conversation ends.
// It ends well when both sides have said goodbye; who gets the first one answers it. It ends badly when the stream
// breaks, or when the other side has not answered `kGoodbyeTimeout` after Close. Thread-safe.
class GrpcLink : public Link, public std::enable_shared_from_this<GrpcLink> {
 public:
  static constexpr absl::Duration kGoodbyeTimeout = absl::Seconds(5);

  // `peer` names the other side in messages.
  explicit GrpcLink(std::string peer) : peer_(std::move(peer)) {}

  absl::Status Send(Frame frame) final;
  void Close(absl::Status reason) final;

 protected:
  // What one end of a stream can do. One read and one write are under way at a time.
  virtual void Read(grpc::ByteBuffer* message) = 0;
  virtual void Write(const grpc::ByteBuffer* message, bool more_wait) = 0;
  // Comes once, when no write is under way and none will start: all has been said, or (not OK) the stream is broken.
  virtual void FinishWrites(const absl::Status& status) = 0;
  // Makes the stream break soon, if it is not over.
  virtual void Cancel() = 0;

  // What it tells us.
  void Start(LinkHandler handler);
  void OnRead(bool ok);
  void OnWritten(bool ok);
  void OnBroken();
  // The last call. `broken` is what on_closed gets if the link did not end well.
  void OnOver(absl::Status broken);

  const std::string& peer() const { return peer_; }

 private:
  void Deliver(Frame frame);
  void OnGoodbye(absl::Status reason);
  void Enqueue(grpc::ByteBuffer message) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void DropQueue() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void SayGoodbye(absl::Status reason) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void StartNextWrite();

  const std::string peer_;
  LinkHandler handler_;        // Set by Start, used by one call at a time.
  grpc::ByteBuffer incoming_;  // Belongs to the read that is under way.

  Mutex mu_;
  std::deque<grpc::ByteBuffer> queue_ ABSL_GUARDED_BY(mu_);  // The front is being written if `writing_`.
  int64_t queue_bytes_ ABSL_GUARDED_BY(mu_) = 0;
  bool started_ ABSL_GUARDED_BY(mu_) = false;
  bool writing_ ABSL_GUARDED_BY(mu_) = false;
  bool broken_ ABSL_GUARDED_BY(mu_) = false;
  bool peer_said_goodbye_ ABSL_GUARDED_BY(mu_) = false;
  bool writes_finished_ ABSL_GUARDED_BY(mu_) = false;
  std::optional<absl::Status> goodbye_ ABSL_GUARDED_BY(mu_);  // The reason of the side that closed first.
  std::optional<grpc::Alarm> goodbye_alarm_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_GRPC_LINK_H_
