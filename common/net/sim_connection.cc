#include "common/net/sim_connection.h"

#include <algorithm>
#include <utility>

#include "common/base/str_cat.h"
#include "common/net/sim_listener.h"

namespace sluice {
namespace {

constexpr absl::Duration kGoodbyeTimeout = absl::Seconds(5);

class SimLink final : public Link {
 public:
  SimLink(std::shared_ptr<SimConnection> connection, SimConnection::Side side)
      : connection_(std::move(connection)), side_(side) {}
  absl::Status Send(Frame frame) override { return connection_->Send(side_, std::move(frame)); }
  void Close(absl::Status reason) override { connection_->Close(side_, std::move(reason)); }

 private:
  const std::shared_ptr<SimConnection> connection_;
  const SimConnection::Side side_;
};

}  // namespace

SimConnection::SimConnection(SimNetwork& network, std::shared_ptr<SimProcess> client, std::string address,
                             std::string server_name)
    : network_(network), address_(std::move(address)) {
  ends_[kClient].process_name = client->name;
  ends_[kClient].process = std::move(client);
  ends_[kServer].process_name = std::move(server_name);
}

std::shared_ptr<Link> SimConnection::LinkOf(Side side) { return std::make_shared<SimLink>(shared_from_this(), side); }

bool SimConnection::IsCut() const { return network_.IsCut(ends_[kClient].process_name, ends_[kServer].process_name); }

bool SimConnection::Joins(const std::string& a, const std::string& b) const {
  return std::minmax(ends_[kClient].process_name, ends_[kServer].process_name) == std::minmax(a, b);
}

void SimConnection::Open(const std::string& conversation, absl::Duration timeout, LinkHandler handler) {
  ends_[kClient].handler = std::make_shared<LinkHandler>(std::move(handler));
  Push(kClient, {.kind = Kind::kOpen, .frame = {.head = conversation}});
  network_.loop_.After(timeout, [self = shared_from_this(), timeout] {
    if (self->ends_[kClient].connected) return;
    self->DropSent(kClient);
    self->Break(kClient, absl::UnavailableError(
                             StrCat("no answer from ", self->address_, " within ", absl::FormatDuration(timeout))));
  });
}

absl::Status SimConnection::Send(Side from, Frame frame) {
  End& end = ends_[from];
  int64_t bytes = FrameBytes(frame);
  if (bytes > kFrameBytesMax) {
    return absl::InvalidArgumentError(StrCat("frame is too large: bytes=", bytes, " max=", kFrameBytesMax));
  }
  if (end.over || end.reason) return absl::UnavailableError(StrCat("link to ", address_, " is closed"));
  if (end.sent_bytes >= kLinkQueueBytesMax) {
    return absl::ResourceExhaustedError(
        StrCat("too much waits to be sent to ", address_, ": bytes=", end.sent_bytes, " max=", kLinkQueueBytesMax));
  }
  Push(from, {.kind = Kind::kFrame, .frame = std::move(frame)});
  return absl::OkStatus();
}

void SimConnection::Close(Side side, absl::Status reason) {
  End& end = ends_[side];
  if (end.over || end.reason) return;
  end.reason = reason;
  Push(side, {.kind = Kind::kGoodbye, .reason = std::move(reason)});
  network_.loop_.After(kGoodbyeTimeout, [self = shared_from_this(), side] {
    self->Break(side, absl::UnavailableError("the peer did not say goodbye in time"));
  });
}

void SimConnection::Abandon(Side side, absl::Status reason) {
  Close(side, reason);
  Finish(ends_[side], std::move(reason));
}

void SimConnection::Kill(const SimProcess& process) {
  for (Side side : {kClient, kServer}) {
    End& end = ends_[side];
    if (end.process.get() != &process || end.over) continue;
    end.over = true;
    std::shared_ptr<LinkHandler> last = std::move(end.handler);
    // Its queue dies with it; what the system had taken already may still arrive.
    if (network_.random_.Below(2) == 0) DropSent(side);
    Push(side, {.kind = Kind::kReset, .reason = absl::UnavailableError(StrCat("connection lost to ", process.name))});
  }
}

void SimConnection::TimeOut() {
  for (Side side : {kClient, kServer}) {
    DropSent(side);
    Break(side, absl::UnavailableError(StrCat("connection lost to ", ends_[Other(side)].process_name, ": timed out")));
  }
}

void SimConnection::Resume() {
  for (Side side : {kClient, kServer}) DeliverLater(side);
}

void SimConnection::Push(Side from, Packet packet) {
  End& end = ends_[from];
  packet.due = network_.loop_.clock().Now() + network_.DrawDelay();
  if (!end.sent.empty()) packet.due = std::max(packet.due, end.sent.back().due);
  end.sent_bytes += FrameBytes(packet.frame);
  end.sent.push_back(std::move(packet));
  DeliverLater(from);
}

void SimConnection::DeliverLater(Side from) {
  End& end = ends_[from];
  if (end.delivering || end.sent.empty()) return;
  end.delivering = true;
  absl::Time due = std::max(end.sent.front().due, network_.loop_.clock().Now());
  network_.loop_.At(due, [self = shared_from_this(), from] {
    self->ends_[from].delivering = false;
    self->DeliverFront(from);
  });
}

void SimConnection::DeliverFront(Side from) {
  End& end = ends_[from];
  if (end.sent.empty()) return;
  if (IsCut()) {  // Resume goes on.
    if (!std::exchange(end.sent.front().held, true)) ++network_.stats_.frames_held;
    return;
  }
  Packet packet = std::move(end.sent.front());
  end.sent.pop_front();
  end.sent_bytes -= FrameBytes(packet.frame);
  Receive(Other(from), std::move(packet));
  DeliverLater(from);
}

void SimConnection::DropSent(Side from) {
  for (const Packet& packet : ends_[from].sent) network_.stats_.frames_dropped += packet.kind == Kind::kFrame;
  ends_[from].sent.clear();
  ends_[from].sent_bytes = 0;
}

void SimConnection::Receive(Side to, Packet packet) {
  End& end = ends_[to];
  if (packet.kind == Kind::kOpen) return Accept(packet.frame.head);
  if (end.over || end.process == nullptr) {
    network_.stats_.frames_dropped += packet.kind == Kind::kFrame;
    return;
  }
  end.connected = true;
  if (packet.kind == Kind::kFrame) OnFrame(end, std::move(packet.frame));
  if (packet.kind == Kind::kGoodbye) OnGoodbye(to, std::move(packet.reason));
  if (packet.kind == Kind::kReset) Break(to, std::move(packet.reason));
}

void SimConnection::Accept(const std::string& conversation) {
  End& end = ends_[kServer];
  SimListener* listener = network_.FindListener(address_);
  if (listener == nullptr) {
    end.over = true;
    auto refused = absl::UnavailableError(StrCat("cannot connect to ", address_, ": nobody listens there"));
    return Push(kServer, {.kind = Kind::kReset, .reason = std::move(refused)});
  }
  listener_ = listener;
  end.process = listener->process();
  end.connected = true;
  ++network_.stats_.links_opened;
  Push(kServer, {.kind = Kind::kAccepted});
  auto handler = listener->acceptor()(conversation, ends_[kClient].process_name, LinkOf(kServer));
  if (!handler.ok()) Close(kServer, handler.status());
  end.handler = std::make_shared<LinkHandler>(handler.ok() ? *std::move(handler) : LinkHandler{});
}

void SimConnection::OnFrame(End& end, Frame frame) {
  if (end.reason) {
    ++network_.stats_.frames_dropped;
    return;
  }
  ++network_.stats_.frames_delivered;
  std::shared_ptr<LinkHandler> handler = end.handler;  // A handler may end its own link.
  handler->on_frame(std::move(frame));
}

void SimConnection::OnGoodbye(Side to, absl::Status reason) {
  End& end = ends_[to];
  if (!end.reason) {
    DropSent(to);
    end.reason = reason;
    Push(to, {.kind = Kind::kGoodbye, .reason = std::move(reason)});
  }
  Finish(end, *end.reason);
}

void SimConnection::Break(Side side, absl::Status why) {
  End& end = ends_[side];
  if (end.over) return;
  ++network_.stats_.links_broken;
  Push(side, {.kind = Kind::kReset, .reason = absl::UnavailableError(StrCat("connection lost to ", end.process_name))});
  Finish(end, end.reason && !end.reason->ok() ? *end.reason : std::move(why));
}

void SimConnection::Finish(End& end, absl::Status reason) {
  if (std::exchange(end.over, true)) return;
  std::shared_ptr<LinkHandler> handler = std::move(end.handler);
  if (handler != nullptr && handler->on_closed) handler->on_closed(std::move(reason));
}

}  // namespace sluice
