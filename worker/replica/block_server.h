#ifndef SLUICE_WORKER_REPLICA_BLOCK_SERVER_H_
#define SLUICE_WORKER_REPLICA_BLOCK_SERVER_H_

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/net/session.h"
#include "proto/block.pb.h"
#include "worker/block/block_store.h"
#include "worker/block/held_block.h"
#include "worker/replica/peer.h"

namespace sluice {

// Answers the block requests of peers out of a store, and takes the copies they send. All work is done on `disk`'s
// mailbox, because the store may have to read or write a file. That mailbox ends before this does.
class BlockServer {
 public:
  // Tells of an input block that is now here. Runs on `disk`, also when the block came before.
  using OnCopy = std::function<void(const HeldBlock& copy)>;

  BlockServer(BlockStore& store, std::shared_ptr<Postbox> disk, OnCopy on_copy)
      : store_(store), disk_(std::move(disk)), on_copy_(std::move(on_copy)) {}

  // A peer has opened a conversation of kExchange. Thread-safe.
  LinkHandler Accept(std::shared_ptr<Link> link);

 private:
  struct Conversation {
    std::shared_ptr<Link> link;
    bool greeted = false;  // The peer has told our own version.
    // Large blocks that the peer has parts of: looking for damage reads all of a file, so that is done once.
    std::deque<FetchedBlock> open;
  };
  // The answer to one request for blocks, sent frame by frame.
  struct Answer;
  class ExchangeSession;

  void Handle(const std::shared_ptr<Conversation>& peer, Frame frame);
  absl::Status HandleRequest(const std::shared_ptr<Conversation>& peer, const v1::BlockRequest& request, Buffers body);
  absl::Status Put(const v1::BlockRequest& request, Buffers body);
  void Send(std::shared_ptr<Answer> answer);

  BlockStore& store_;
  const std::shared_ptr<Postbox> disk_;
  const OnCopy on_copy_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_REPLICA_BLOCK_SERVER_H_
