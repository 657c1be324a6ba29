#ifndef SLUICE_WORKER_EXECUTOR_OUTPUT_TAKER_H_
#define SLUICE_WORKER_EXECUTOR_OUTPUT_TAKER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "common/actor/postbox.h"
#include "worker/block/block_store.h"
#include "worker/task/block_fetcher.h"
#include "worker/task/map_output.h"

namespace sluice {

// Takes map outputs over from executors that leave: gets their segments and stores them here. Belongs to the executor's
// mailbox.
class OutputTaker {
 public:
  // The output is here from now on; or it is not: there is no room for it, or its holder did not give all of it.
  using Done = std::function<void(const HeldMapOutput& output, bool is_here)>;

  OutputTaker(BlockFetcher& fetcher, BlockStore& store, std::shared_ptr<Postbox> postbox, std::shared_ptr<Postbox> disk,
              Done done)
      : fetcher_(fetcher),
        store_(store),
        postbox_(std::move(postbox)),
        disk_(std::move(disk)),
        done_(std::move(done)) {}

  // Done is called once for it, unless it is dropped before.
  void Take(const HeldMapOutput& output, ExecutorId from);
  // Nobody wants outputs of the shuffle any more: what is on its way is not kept, and nothing is said of it.
  void DropShuffle(ShuffleId shuffle);
  void DropAll() { under_way_.clear(); }

 private:
  using Name = std::pair<ShuffleId, int>;

  void Store(const HeldMapOutput& output, uint64_t number, std::vector<FetchedBlock> segments);
  void Finish(const HeldMapOutput& output, uint64_t number, bool is_here);
  void Remove(const HeldMapOutput& output);

  BlockFetcher& fetcher_;
  BlockStore& store_;
  const std::shared_ptr<Postbox> postbox_;
  const std::shared_ptr<Postbox> disk_;
  const Done done_;
  std::map<Name, uint64_t> under_way_;  // The last order for each.
  uint64_t orders_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_OUTPUT_TAKER_H_
