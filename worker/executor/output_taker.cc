#include "worker/executor/output_taker.h"

#include <limits>

#include "common/observe/logging.h"

namespace sluice {
namespace {

std::vector<BlockId> SegmentsOf(const HeldMapOutput& output) {
  std::vector<BlockId> segments;
  for (size_t reduce = 0; reduce < output.reducer_bytes.size(); ++reduce) {
    if (output.reducer_bytes[reduce] == 0) continue;
    segments.push_back(BlockId::Shuffle(output.shuffle, output.map_partition, static_cast<int32_t>(reduce)));
  }
  return segments;
}

}  // namespace

void OutputTaker::Take(const HeldMapOutput& output, ExecutorId from) {
  const uint64_t number = ++orders_;
  under_way_[{output.shuffle, output.map_partition}] = number;
  const std::vector<BlockId> wanted = SegmentsOf(output);
  fetcher_.Fetch(from, wanted, [this, output, number, count = wanted.size()](std::vector<FetchedBlock> found) {
    if (found.size() < count) return Finish(output, number, false);
    Store(output, number, std::move(found));
  });
}

void OutputTaker::Store(const HeldMapOutput& output, uint64_t number, std::vector<FetchedBlock> segments) {
  disk_->Post([this, output, number, segments = std::move(segments)]() mutable {
    bool is_here = true;
    for (FetchedBlock& segment : segments) {
      const absl::Status stored = store_.Put(segment.id, std::move(segment.data));
      if (stored.ok() || absl::IsAlreadyExists(stored)) continue;
      LogWarning("executor", "a map output of an executor that leaves is not taken over: ", stored.message());
      is_here = false;
      break;
    }
    postbox_->Post([this, output, number, is_here] { Finish(output, number, is_here); });
  });
}

// What was dropped meanwhile may have been stored after its shuffle was removed.
void OutputTaker::Finish(const HeldMapOutput& output, uint64_t number, bool is_here) {
  const auto order = under_way_.find({output.shuffle, output.map_partition});
  const bool is_wanted = order != under_way_.end() && order->second == number;
  if (!is_here || !is_wanted) Remove(output);
  if (!is_wanted) return;
  under_way_.erase(order);
  done_(output, is_here);
}

void OutputTaker::Remove(const HeldMapOutput& output) {
  disk_->Post([&store = store_, segments = SegmentsOf(output)] {
    for (const BlockId& id : segments) store.Remove(id);
  });
}

void OutputTaker::DropShuffle(ShuffleId shuffle) {
  under_way_.erase(under_way_.lower_bound({shuffle, std::numeric_limits<int>::min()}),
                   under_way_.upper_bound({shuffle, std::numeric_limits<int>::max()}));
}

}  // namespace sluice
