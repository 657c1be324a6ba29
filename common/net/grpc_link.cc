#include "common/net/grpc_link.h"

#include <functional>
#include <utility>
#include <variant>

#include "common/base/overloaded.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/net/grpc_settings.h"

namespace sluice {
namespace {

// What a queued message weighs: its bytes, and what gRPC keeps around even the smallest.
int64_t QueuedBytes(const grpc::ByteBuffer& message) {
  constexpr int64_t kOverheadBytes = 512;
  return message.Length() + kOverheadBytes;
}

}  // namespace

absl::Status GrpcLink::Send(Frame frame) {
  if (FrameBytes(frame) > kFrameBytesMax) {
    return absl::InvalidArgumentError(StrCat("frame is too large: bytes=", FrameBytes(frame), " max=", kFrameBytesMax));
  }
  grpc::ByteBuffer message = EncodeFrame(frame);
  {
    MutexLock lock(&mu_);
    if (goodbye_ || broken_) return absl::UnavailableError(StrCat("link to ", peer_, " is closed"));
    if (queue_bytes_ >= kLinkQueueBytesMax) {
      return absl::ResourceExhaustedError(
          StrCat("too much waits to be sent to ", peer_, ": bytes=", queue_bytes_, " max=", kLinkQueueBytesMax));
    }
    Enqueue(std::move(message));
  }
  StartNextWrite();
  return absl::OkStatus();
}

void GrpcLink::Close(absl::Status reason) {
  {
    MutexLock lock(&mu_);
    if (goodbye_) return;
    SayGoodbye(std::move(reason));
  }
  StartNextWrite();
}

void GrpcLink::Start(LinkHandler handler) {
  {
    MutexLock lock(&mu_);
    handler_ = std::move(handler);
    started_ = true;
  }
  Read(&incoming_);
  StartNextWrite();
}

void GrpcLink::OnRead(bool ok) {
  if (!ok) return OnBroken();
  absl::StatusOr<Message> message = DecodeMessage(incoming_);
  incoming_.Clear();
  if (!message.ok()) {
    Close(Annotate(message.status(), "malformed frame from ", peer_));
  } else if (Goodbye* goodbye = std::get_if<Goodbye>(&*message)) {
    return OnGoodbye(std::move(goodbye->reason));  // Nothing follows it.
  } else {
    Deliver(std::get<Frame>(std::move(*message)));
  }
  Read(&incoming_);
}

void GrpcLink::Deliver(Frame frame) {
  {
    MutexLock lock(&mu_);
    if (goodbye_) return;
  }
  handler_.on_frame(std::move(frame));
}

void GrpcLink::OnGoodbye(absl::Status reason) {
  {
    MutexLock lock(&mu_);
    peer_said_goodbye_ = true;
    if (!goodbye_) {
      DropQueue();
      SayGoodbye(std::move(reason));
    }
  }
  StartNextWrite();
}

void GrpcLink::OnWritten(bool ok) {
  {
    MutexLock lock(&mu_);
    writing_ = false;
    queue_bytes_ -= QueuedBytes(queue_.front());
    queue_.pop_front();
    if (!ok) broken_ = true;
  }
  StartNextWrite();
}

void GrpcLink::OnBroken() {
  {
    MutexLock lock(&mu_);
    broken_ = true;
    DropQueue();
  }
  StartNextWrite();
}

void GrpcLink::OnOver(absl::Status broken) {
  LinkHandler handler;
  {
    MutexLock lock(&mu_);
    handler = std::move(handler_);
    if (!goodbye_ || (goodbye_->ok() && !peer_said_goodbye_)) goodbye_ = std::move(broken);
    broken = *goodbye_;
    goodbye_alarm_.reset();
  }
  if (handler.on_closed) handler.on_closed(std::move(broken));
}

void GrpcLink::Enqueue(grpc::ByteBuffer message) {
  queue_bytes_ += QueuedBytes(message);
  queue_.push_back(std::move(message));
}

void GrpcLink::DropQueue() {
  while (queue_.size() > (writing_ ? 1 : 0)) {
    queue_bytes_ -= QueuedBytes(queue_.back());
    queue_.pop_back();
  }
}

void GrpcLink::SayGoodbye(absl::Status reason) {
  Enqueue(EncodeGoodbye(reason));
  goodbye_ = std::move(reason);
  std::function<void(bool)> on_alarm = [weak = weak_from_this()](bool due) {
    std::shared_ptr<GrpcLink> link = weak.lock();
    if (due && link) link->Cancel();
  };
  goodbye_alarm_.emplace().Set(DeadlineAfter(kGoodbyeTimeout), std::move(on_alarm));
}

void GrpcLink::StartNextWrite() {
  const grpc::ByteBuffer* message = nullptr;
  bool more_wait = false;
  absl::Status status;
  {
    MutexLock lock(&mu_);
    if (!started_ || writing_ || writes_finished_) return;
    if (broken_) {
      queue_.clear();
      status = absl::InvalidArgumentError("the stream ended without a goodbye, or with a message over the limit");
      if (goodbye_ && !goodbye_->ok()) status = *goodbye_;
    }
    if (!queue_.empty()) {
      message = &queue_.front();
      more_wait = queue_.size() > 1;
      writing_ = true;
    } else if (broken_ || (goodbye_ && peer_said_goodbye_)) {
      writes_finished_ = true;
    } else {
      return;
    }
  }
  message != nullptr ? Write(message, more_wait) : FinishWrites(status);
}

}  // namespace sluice
