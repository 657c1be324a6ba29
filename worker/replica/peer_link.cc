#include "worker/replica/peer_link.h"

#include "common/base/block_id_proto.h"
#include "common/base/body_splitter.h"
#include "common/base/status.h"
#include "common/base/version.h"
#include "common/net/conversations.h"

namespace sluice {
namespace {

constexpr absl::Duration kConnectLimit = absl::Seconds(1);
constexpr absl::Duration kFullLinkRetry = absl::Milliseconds(5);

// Adds what one frame has of the answer.
absl::Status ReadBlocks(const v1::BlockReply& reply, Buffers body, PeerAnswer& answer) {
  BodySplitter splitter(std::move(body));
  std::vector<FetchedBlock>& blocks = answer.blocks;
  answer.answered = reply.answered();
  for (const v1::BlockEntry& entry : reply.entries()) {
    SLUICE_ASSIGN_OR_RETURN(BlockId id, FromProto(entry.id()));
    std::optional<Buffers> data = splitter.Take(entry.bytes());
    if (!data) return absl::UnavailableError(StrCat("the answer breaks off in block ", ToString(id)));
    if (blocks.empty() || blocks.back().rest == 0) blocks.push_back({id});
    FetchedBlock& block = blocks.back();
    if (block.id != id) return absl::UnavailableError(StrCat("the answer breaks off in block ", ToString(block.id)));
    block.data.insert(block.data.end(), data->begin(), data->end());
    block.rest = entry.rest();
  }
  return absl::OkStatus();
}

}  // namespace

class PeerLink::ExchangeSession : public Session {
 public:
  explicit ExchangeSession(PeerLink& owner) : owner_(owner) {}
  void OnFrame(Frame frame) override { Owner()->OnFrame(std::move(frame)); }
  void OnClosed(const absl::Status& reason) override { Owner()->OnClosed(reason); }

 private:
  // Stays while it handles what came, though that may end it.
  std::shared_ptr<PeerLink> Owner() { return owner_.shared_from_this(); }

  PeerLink& owner_;
};

PeerLink::~PeerLink() {
  if (link_) link_->Close(absl::OkStatus());
}

void PeerLink::Exchange(v1::BlockRequest request, Buffers body, absl::Duration limit, Done done) {
  const uint64_t number = next_number_++;
  request.set_request(number);
  if (!closed_ && !link_) {
    Open();
    request.set_version(ThisVersion());
  }
  requests_[number] = {{request.SerializeAsString(), std::move(body)}, {}, std::move(done)};
  Send(number);
  postbox_->PostAfter(limit, IfAlive([number, limit](PeerLink& self) {
                        self.Finish(number, absl::UnavailableError(StrCat("no answer from ", self.address_, " within ",
                                                                          absl::FormatDuration(limit))));
                      }));
}

void PeerLink::Close(const std::string& reason) {
  closed_ = true;
  if (link_) link_->Close(absl::OkStatus());
  link_ = nullptr;
  FailAll(absl::UnavailableError(StrCat("link to ", address_, ": ", reason)));
}

void PeerLink::Open() {
  last_session_ = std::make_shared<ExchangeSession>(*this);
  link_ = transport_.Connect(address_, conversations::kExchange, kConnectLimit,
                             PostTo(postbox_, std::weak_ptr<Session>(last_session_)));
}

// Waits while the link is full; the request's limit ends that as well.
void PeerLink::Send(uint64_t number) {
  auto found = requests_.find(number);
  if (found == requests_.end()) return;
  absl::Status sent =
      link_ ? link_->Send(found->second.frame) : absl::UnavailableError(StrCat("the link to ", address_, " is closed"));
  if (absl::IsResourceExhausted(sent)) {
    postbox_->PostAfter(kFullLinkRetry, IfAlive([number](PeerLink& self) { self.Send(number); }));
  } else if (sent.ok()) {
    found->second.frame.body.clear();
  } else {
    postbox_->Post(IfAlive([number, sent](PeerLink& self) { self.Finish(number, sent); }));
  }
}

void PeerLink::OnFrame(Frame frame) {
  v1::BlockReply reply;
  if (!reply.ParseFromString(frame.head)) return Close("it sent a damaged answer");
  auto found = requests_.find(reply.request());
  if (found == requests_.end()) return;  // Too late.
  if (reply.code() != 0) {
    return Finish(reply.request(), absl::Status(static_cast<absl::StatusCode>(reply.code()), reply.message()));
  }
  absl::Status read = ReadBlocks(reply, std::move(frame.body), found->second.answer);
  if (!read.ok()) return Finish(reply.request(), Annotate(read, address_));
  if (!reply.more()) Finish(reply.request(), std::move(found->second.answer));
}

void PeerLink::OnClosed(const absl::Status& reason) {
  if (closed_) return;
  link_ = nullptr;
  FailAll(absl::UnavailableError(StrCat("lost the link to ", address_, ": ", reason.message())));
}

void PeerLink::Finish(uint64_t number, absl::StatusOr<PeerAnswer> result) {
  auto found = requests_.find(number);
  if (found == requests_.end()) return;
  Done done = std::move(found->second.done);
  requests_.erase(found);
  done(std::move(result));
}

void PeerLink::FailAll(const absl::Status& reason) {
  auto requests = std::exchange(requests_, {});
  for (auto& [number, request] : requests) request.done(reason);
}

}  // namespace sluice
