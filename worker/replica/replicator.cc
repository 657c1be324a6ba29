#include "worker/replica/replicator.h"

#include "common/base/str_cat.h"

namespace sluice {

struct Replicator::Attempt {
  InputCopy block;
  size_t copies;  // Wanted.
  Done done;
  std::set<WorkerId> holders;
  std::set<ExecutorId> failed;
  absl::Status last_error = absl::UnavailableError("there is no executor on another worker");

  absl::Status TooFew() const {
    return absl::UnavailableError(
        StrCat("block ", block.id, " has copies=", holders.size(), " wanted=", copies, ": ", last_error.message()));
  }
};

void Replicator::Replicate(InputCopy block, int copies, Done done) {
  if (copies > 1) {
    done = [this, begun = clock_.Now(), done = std::move(done)](const absl::Status& copied) {
      on_replicated_(clock_.Now() - begun, copied.ok());
      done(copied);
    };
  }
  PutNext(std::make_shared<Attempt>(
      Attempt{std::move(block), static_cast<size_t>(copies), std::move(done), {own_worker_}}));
}

void Replicator::PutNext(std::shared_ptr<Attempt> attempt) {
  if (attempt->holders.size() >= attempt->copies) return attempt->done(absl::OkStatus());
  std::optional<Peer> peer = chooser_.Next(attempt->holders, attempt->failed, clock_.Now());
  if (!peer) return attempt->done(attempt->TooFew());
  links_.Put(peer->executor, attempt->block, kPutLimit, [this, attempt, peer = *peer](const absl::Status& put) {
    if (put.ok()) {
      attempt->holders.insert(peer.worker);
    } else {
      attempt->failed.insert(peer.executor);
      attempt->last_error = put;
      chooser_.Failed(peer.executor, clock_.Now());
    }
    PutNext(attempt);
  });
}

}  // namespace sluice
