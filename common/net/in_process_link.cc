#include "common/net/in_process_link.h"

#include "common/base/str_cat.h"

namespace sluice {

void InProcessLink::Join(const std::shared_ptr<InProcessLink>& a, const std::shared_ptr<InProcessLink>& b) {
  {
    MutexLock lock(&a->mu_);
    a->peer_ = b;
  }
  MutexLock lock(&b->mu_);
  b->peer_ = a;
}

void InProcessLink::Start(LinkHandler handler) {
  {
    MutexLock lock(&mu_);
    handler_ = std::move(handler);
    started_ = true;
  }
  RunHandler();
}

absl::Status InProcessLink::Send(Frame frame) {
  if (FrameBytes(frame) > kFrameBytesMax) {
    return absl::InvalidArgumentError(StrCat("frame is too large: bytes=", FrameBytes(frame), " max=", kFrameBytesMax));
  }
  std::shared_ptr<InProcessLink> peer;
  {
    MutexLock lock(&mu_);
    if (closed_) return absl::UnavailableError(StrCat("link to ", peer_name_, " is closed"));
    peer = peer_;
  }
  return peer->Arrive(std::move(frame));
}

void InProcessLink::Close(absl::Status reason) {
  std::shared_ptr<InProcessLink> peer;
  {
    MutexLock lock(&mu_);
    frames_.clear();
    frames_bytes_ = 0;
    if (closed_) return;
    closed_ = reason;
    peer = peer_;
  }
  if (peer != nullptr) peer->PeerClosed(std::move(reason));
  RunHandler();
}

absl::Status InProcessLink::Arrive(Frame frame) {
  {
    MutexLock lock(&mu_);
    if (closed_) return absl::UnavailableError("the peer has closed its link");
    if (frames_bytes_ >= kLinkQueueBytesMax) {
      return absl::ResourceExhaustedError(
          StrCat("too much waits at the peer: bytes=", frames_bytes_, " max=", kLinkQueueBytesMax));
    }
    frames_bytes_ += FrameBytes(frame);
    frames_.push_back(std::move(frame));
  }
  RunHandler();
  return absl::OkStatus();
}

void InProcessLink::PeerClosed(absl::Status reason) {
  {
    MutexLock lock(&mu_);
    if (!closed_) closed_ = std::move(reason);
  }
  RunHandler();
}

void InProcessLink::RunHandler() {
  {
    MutexLock lock(&mu_);
    if (!started_ || running_) return;
    running_ = true;
  }
  while (HandleNext()) {
  }
}

// False once there is nothing left to do: `running_` is then false, or true for ever because the link is over.
bool InProcessLink::HandleNext() {
  std::optional<Frame> frame;
  {
    MutexLock lock(&mu_);
    if (!frames_.empty()) {
      frame = std::move(frames_.front());
      frames_.pop_front();
      frames_bytes_ -= FrameBytes(*frame);
    } else if (!closed_) {
      running_ = false;
      return false;
    }
  }
  if (!frame) {
    End();
    return false;
  }
  handler_.on_frame(*std::move(frame));
  return true;
}

void InProcessLink::End() {
  std::shared_ptr<InProcessLink> peer;
  absl::Status reason;
  {
    MutexLock lock(&mu_);
    peer = std::move(peer_);
    reason = *closed_;
  }
  LinkHandler handler = std::move(handler_);
  if (handler.on_closed) handler.on_closed(std::move(reason));
  Gate::Pass left = std::move(pass_);
}

}  // namespace sluice
