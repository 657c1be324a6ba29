#include "worker/replica/peer_links.h"

#include "common/base/block_id_proto.h"
#include "common/base/block_info_proto.h"
#include "common/base/str_cat.h"

namespace sluice {

void PeerLinks::SetPeers(const std::vector<Peer>& peers) {
  std::map<ExecutorId, std::shared_ptr<PeerLink>> former = std::exchange(links_, {});
  for (const Peer& peer : peers) {
    auto found = former.find(peer.executor);
    if (found != former.end() && found->second->address() == peer.block_address) {
      links_[peer.executor] = std::move(found->second);
      former.erase(found);
    } else {
      links_[peer.executor] = std::make_shared<PeerLink>(transport_, postbox_, peer.block_address);
    }
  }
  for (auto& [executor, link] : former) link->Close("it has left the application");
}

void PeerLinks::Put(ExecutorId peer, const InputCopy& block, absl::Duration limit,
                    std::function<void(absl::Status)> done) {
  v1::BlockRequest request;
  *request.mutable_put() = ToProto(block.id, block.info);
  request.mutable_put()->set_bytes(TotalBytes(block.data));  // So that the peer sees whether the frame is torn.
  request.set_interval_number(block.info.interval_number);
  Exchange(peer, std::move(request), block.data, limit,
           [done = std::move(done)](const absl::StatusOr<PeerAnswer>& answer) { done(answer.status()); });
}

void PeerLinks::Get(ExecutorId peer, const std::vector<BlockId>& ids, absl::Duration limit, Found done) {
  GetSome(peer, ids, 0, 0, limit, [done = std::move(done)](absl::StatusOr<PeerAnswer> answer) {
    if (!answer.ok()) return done(answer.status());
    done(std::move(answer->blocks));
  });
}

void PeerLinks::GetSome(ExecutorId peer, const std::vector<BlockId>& ids, int64_t offset, int64_t bytes_max,
                        absl::Duration limit, PeerLink::Done done) {
  v1::BlockRequest request;
  for (const BlockId& id : ids) *request.mutable_get()->add_ids() = ToProto(id);
  request.mutable_get()->set_offset(offset);
  request.mutable_get()->set_bytes_max(bytes_max);
  Exchange(peer, std::move(request), {}, limit, std::move(done));
}

void PeerLinks::Exchange(ExecutorId peer, v1::BlockRequest request, Buffers body, absl::Duration limit,
                         PeerLink::Done done) {
  auto found = links_.find(peer);
  if (found != links_.end())
    return found->second->Exchange(std::move(request), std::move(body), limit, std::move(done));
  postbox_->Post([peer, done = std::move(done)] {
    done(absl::UnavailableError(StrCat("executor ", peer, " is not part of the application")));
  });
}

}  // namespace sluice
