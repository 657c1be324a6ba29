#include "worker/task/peer_fetch.h"

#include <utility>

#include "common/base/status.h"
#include "common/observe/logging.h"

namespace sluice {

PeerFetch::PeerFetch(ExecutorId from, std::vector<BlockId> ids, const TaskMemory& memory, PeerLinks& links,
                     std::shared_ptr<Postbox> postbox, std::shared_ptr<Postbox> disk, Done done)
    : from_(from),
      ids_(std::move(ids)),
      memory_(memory),
      links_(links),
      postbox_(std::move(postbox)),
      disk_(std::move(disk)),
      done_(std::move(done)) {}

void PeerFetch::AskForMore() {
  const bool in_block = !blocks_.empty() && blocks_.back().fetched.rest > 0;
  const Block* block = in_block ? &blocks_.back() : nullptr;
  const int64_t offset = block ? block->disk_bytes + static_cast<int64_t>(TotalBytes(block->fetched.data)) : 0;
  links_.GetSome(from_, {ids_.begin() + static_cast<std::ptrdiff_t>(next_id_), ids_.end()}, offset, kPartBytes,
                 kPartLimit,
                 [self = shared_from_this()](absl::StatusOr<PeerAnswer> answer) { self->OnAnswer(std::move(answer)); });
}

void PeerFetch::OnAnswer(absl::StatusOr<PeerAnswer> answer) {
  if (!answer.ok()) {
    LogWarning("executor", "cannot read from executor ", from_, ": ", answer.status().message());
    return Finish();
  }
  const bool got_nothing = answer->blocks.empty() && answer->answered <= 0;
  for (FetchedBlock& part : answer->blocks) OnPart(std::move(part));
  next_id_ += static_cast<size_t>(std::max(0, answer->answered));
  if (next_id_ >= ids_.size() || got_nothing) return Finish();
  // The rest of a block may be gone meanwhile.
  if (!blocks_.empty() && blocks_.back().fetched.rest > 0 && blocks_.back().fetched.id != ids_[next_id_]) {
    blocks_.pop_back();
  }
  if (IsTooMuch()) return Spill();
  AskForMore();
}

void PeerFetch::OnPart(FetchedBlock part) {
  in_memory_ += static_cast<int64_t>(TotalBytes(part.data));
  if (!blocks_.empty() && blocks_.back().fetched.rest > 0 && blocks_.back().fetched.id == part.id) {
    FetchedBlock& block = blocks_.back().fetched;
    block.data.insert(block.data.end(), part.data.begin(), part.data.end());
    block.rest = part.rest;
  } else {
    blocks_.push_back({std::move(part)});
  }
}

void PeerFetch::Spill() {
  disk_->Post([self = shared_from_this()] {
    absl::Status written = self->Write();
    self->postbox_->Post([self, written] {
      if (!written.ok()) {
        LogWarning("executor", "what a task reads stays in memory: ", written.message());
        self->memory_.scratch = nullptr;
      }
      self->AskForMore();
    });
  });
}

// A block that is not complete goes on in the file with the next call.
absl::Status PeerFetch::Write() {
  if (!file_) {
    SLUICE_ASSIGN_OR_RETURN(file_, memory_.scratch->Open());
  }
  for (; first_block_in_memory_ < blocks_.size(); ++first_block_in_memory_) {
    Block& block = blocks_[first_block_in_memory_];
    if (block.disk_bytes == 0) block.disk_offset = file_->size();
    const int64_t start = file_->size();
    for (const Buffer& piece : block.fetched.data) SLUICE_RETURN_IF_ERROR(file_->Append(piece.view()));
    block.disk_bytes += file_->size() - start;
    in_memory_ -= file_->size() - start;
    block.fetched.data.clear();
    if (block.fetched.rest > 0) break;
  }
  return absl::OkStatus();
}

void PeerFetch::Finish() {
  if (!blocks_.empty() && blocks_.back().fetched.rest > 0) blocks_.pop_back();
  absl::StatusOr<Buffer> mapped = file_ ? file_->Map() : Buffer();
  std::vector<FetchedBlock> found;
  for (Block& block : blocks_) {
    if (block.disk_bytes > 0) {
      if (!mapped.ok()) continue;
      block.fetched.data.insert(block.fetched.data.begin(), mapped->Slice(block.disk_offset, block.disk_bytes));
    }
    found.push_back(std::move(block.fetched));
  }
  done_(std::move(found));
}

}  // namespace sluice
