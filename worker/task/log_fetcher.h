#ifndef SLUICE_WORKER_TASK_LOG_FETCHER_H_
#define SLUICE_WORKER_TASK_LOG_FETCHER_H_

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "common/actor/postbox.h"
#include "common/fs/files.h"
#include "worker/replica/peer.h"
#include "worker/task/input_gather.h"

namespace sluice {

// Reads received blocks from the logs of their receivers, when nobody holds them any more. Belongs to the executor's
// mailbox, which does not wait for the disk.
class LogFetcher {
 public:
  // Gets those of the blocks that could be read.
  using Done = std::function<void(std::vector<FetchedBlock>)>;

  // `files` outlives whatever is posted to `disk`.
  LogFetcher(Files& files, std::shared_ptr<Postbox> postbox, std::shared_ptr<Postbox> disk)
      : files_(files), postbox_(std::move(postbox)), disk_(std::move(disk)) {}

  void Fetch(std::vector<BlockInLog> blocks, Done done);

 private:
  Files& files_;
  const std::shared_ptr<Postbox> postbox_;
  const std::shared_ptr<Postbox> disk_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_TASK_LOG_FETCHER_H_
