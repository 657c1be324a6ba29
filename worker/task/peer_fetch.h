#ifndef SLUICE_WORKER_TASK_PEER_FETCH_H_
#define SLUICE_WORKER_TASK_PEER_FETCH_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "common/actor/postbox.h"
#include "engine/exchange/spill/scratch_space.h"
#include "engine/task/task_memory.h"
#include "worker/replica/peer_links.h"

namespace sluice {

// Gets blocks from one peer, part by part, so that neither side ever has much of them on the way. What exceeds the
// budget is put on disk as it comes, and mapped in the end. Belongs to the executor's mailbox; keeps itself alive.
class PeerFetch : public std::enable_shared_from_this<PeerFetch> {
 public:
  static constexpr int64_t kPartBytes = 16 << 20;
  static constexpr absl::Duration kPartLimit = absl::Seconds(2);

  // Gets those that the peer had; once.
  using Done = std::function<void(std::vector<FetchedBlock>)>;

  // `memory`: what all blocks may take in memory.
  PeerFetch(ExecutorId from, std::vector<BlockId> ids, const TaskMemory& memory, PeerLinks& links,
            std::shared_ptr<Postbox> postbox, std::shared_ptr<Postbox> disk, Done done);
  void Start() { AskForMore(); }

 private:
  // A block and what is there of it: first on disk, then in memory.
  struct Block {
    FetchedBlock fetched;
    int64_t disk_offset = 0;
    int64_t disk_bytes = 0;
  };

  void AskForMore();
  void OnAnswer(absl::StatusOr<PeerAnswer> answer);
  void OnPart(FetchedBlock part);
  bool IsTooMuch() const { return memory_.scratch != nullptr && in_memory_ > memory_.budget; }
  void Spill();
  absl::Status Write();  // Runs on `disk_`, while nothing else happens here.
  void Finish();

  const ExecutorId from_;
  const std::vector<BlockId> ids_;
  TaskMemory memory_;
  PeerLinks& links_;
  const std::shared_ptr<Postbox> postbox_;
  const std::shared_ptr<Postbox> disk_;
  const Done done_;

  size_t next_id_ = 0;
  std::vector<Block> blocks_;
  size_t first_block_in_memory_ = 0;
  int64_t in_memory_ = 0;
  std::shared_ptr<ScratchFile> file_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_TASK_PEER_FETCH_H_
