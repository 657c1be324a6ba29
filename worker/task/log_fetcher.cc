#include "worker/task/log_fetcher.h"

#include "common/observe/logging.h"
#include "state/received/received_log_files.h"

namespace sluice {
namespace {

std::vector<FetchedBlock> ReadAll(Files& files, const std::vector<BlockInLog>& blocks) {
  std::vector<FetchedBlock> found;
  for (const BlockInLog& block : blocks) {
    absl::StatusOr<Buffers> data = ReadLoggedBlock(files, ReceivedLogNames(block.log_folder), block.id, block.place);
    if (data.ok()) {
      found.push_back({block.id, *std::move(data)});
    } else {
      LogError("executor", "cannot read a received block from its log: ", data.status().ToString());
    }
  }
  return found;
}

}  // namespace

void LogFetcher::Fetch(std::vector<BlockInLog> blocks, Done done) {
  disk_->Post([&files = files_, postbox = postbox_, blocks = std::move(blocks), done = std::move(done)]() mutable {
    postbox->Post([found = ReadAll(files, blocks), done = std::move(done)]() mutable { done(std::move(found)); });
  });
}

}  // namespace sluice
