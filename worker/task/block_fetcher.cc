#include "worker/task/block_fetcher.h"

#include <optional>
#include <utility>

#include "common/observe/logging.h"
#include "worker/task/peer_fetch.h"

namespace sluice {

void BlockFetcher::Fetch(ExecutorId from, const std::vector<BlockId>& ids, Done done) {
  if (from == self_) return FetchHere(ids, std::move(done));
  std::make_shared<PeerFetch>(from, ids, memory_, links_, postbox_, disk_, std::move(done))->Start();
}

void BlockFetcher::FetchHere(const std::vector<BlockId>& ids, Done done) {
  std::vector<FetchedBlock> found;
  std::vector<BlockId> on_disk;
  for (const BlockId& id : ids) {
    absl::StatusOr<std::optional<Buffers>> data = store_.GetFromMemory(id);
    if (!data.ok()) continue;
    if (*data) {
      found.push_back({id, **std::move(data)});
    } else {
      on_disk.push_back(id);
    }
  }
  if (on_disk.empty()) return done(std::move(found));
  ReadFromDisk(std::move(on_disk), std::move(found), std::move(done));
}

void BlockFetcher::ReadFromDisk(std::vector<BlockId> ids, std::vector<FetchedBlock> found, Done done) {
  disk_->Post([&store = store_, postbox = postbox_, ids = std::move(ids), found = std::move(found),
               done = std::move(done)]() mutable {
    for (const BlockId& id : ids) {
      absl::StatusOr<Buffers> data = store.Get(id);
      if (data.ok()) found.push_back({id, *std::move(data)});
      if (absl::IsDataLoss(data.status())) LogWarning("executor", data.status().message());
    }
    postbox->Post([found = std::move(found), done = std::move(done)]() mutable { done(std::move(found)); });
  });
}

}  // namespace sluice
