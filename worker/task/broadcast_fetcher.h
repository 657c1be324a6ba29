#ifndef SLUICE_WORKER_TASK_BROADCAST_FETCHER_H_
#define SLUICE_WORKER_TASK_BROADCAST_FETCHER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "engine/variables/broadcast_value.h"

namespace sluice {

// Gets broadcast variables, and what else is as large, from the driver: one at a time and piece by piece, so that other
// messages find room between them. What nobody else keeps any more is not fetched to its end. Belongs to the executor's
// mailbox.
class BroadcastFetcher {
 public:
  using Ask = std::function<void(VariableKey key, int64_t offset)>;
  // OK: the value is there. FAILED_PRECONDITION: the driver has it no more.
  using Done = std::function<void(const std::shared_ptr<BroadcastValue>&, const absl::Status&)>;

  BroadcastFetcher(Ask ask, Done done) : ask_(std::move(ask)), done_(std::move(done)) {}

  // Once for each value, however often it is wanted.
  void Want(const std::shared_ptr<BroadcastValue>& value);
  // A piece that was not asked for is ignored. `gone`: why there is none.
  void OnPiece(VariableKey key, int64_t offset, const Buffers& piece, const std::string& gone);
  // The driver may have forgotten the question.
  void AskAgain();
  void Forget();  // Nothing is wanted any more.

 private:
  void EndFirst(const std::shared_ptr<BroadcastValue>& first, const absl::Status& status);

  const Ask ask_;
  const Done done_;
  std::deque<std::weak_ptr<BroadcastValue>> wanted_;  // The first one is asked for.
  std::string arrived_bytes_;                         // They begin the value of the first one.
};

}  // namespace sluice

#endif  // SLUICE_WORKER_TASK_BROADCAST_FETCHER_H_
