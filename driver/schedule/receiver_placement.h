#ifndef SLUICE_DRIVER_SCHEDULE_RECEIVER_PLACEMENT_H_
#define SLUICE_DRIVER_SCHEDULE_RECEIVER_PLACEMENT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "driver/batch/batch_cutter.h"

namespace sluice {

struct StartReceiver {
  ReceiverEpoch receiver;
  ExecutorId executor;
};
struct StopReceiver {
  ReceiverEpoch receiver;
  ExecutorId executor;
};
using PlacementAction = std::variant<StartReceiver, StopReceiver>;

// What is known of a stream's receiver, as users see it.
struct ReceiverStatus {
  // kWaiting: for an executor, perhaps because the one it had says that it is to go on elsewhere. The others as its
  // executor reports them.
  enum class State { kWaiting, kStarting, kConnected, kRetrying, kSourceClosed, kStopped };
  ReceiverEpoch id;
  std::optional<ExecutorId> executor;
  State state = State::kWaiting;
  std::string message;
  std::string error = {};  // What was thrown, if that is why.
  bool is_error = false;   // They tell of an error after which it goes on.
  int64_t records = 0;     // In the blocks of this epoch; the block master knows.
  int64_t dropped = 0;
  bool source_closed = false;  // In order, and no receiver of the stream has reached it again.
};
const char* ToString(ReceiverStatus::State state);

// Gives each stream one receiver: on the executor with the fewest, of its preferred host if one is there; elsewhere
// under the next epoch when that is lost or leaves. What a receiver's own program has stopped stays stopped. A receiver
// found running under a former epoch is stopped; what it received counts all the same.
class ReceiverPlacement {
 public:
  void AddStream(StreamId stream);
  // Its receiver is best started on this host.
  void Prefer(StreamId stream, std::string host) { preferred_hosts_[stream] = std::move(host); }
  void AddExecutor(ExecutorId executor, const std::string& worker, const std::string& host = "");
  // The executor says when it attaches that it runs this one. REQUIRES: after AddExecutor, before the next Place.
  void OnFoundRunning(ExecutorId executor, ReceiverEpoch receiver);
  // No receiver is started there any more; those that run there are moved when they say that they have stopped.
  void LeaveExecutor(ExecutorId executor) { homes_.at(executor).leaving = true; }
  // Returns the receivers it ran.
  std::vector<ReceiverEpoch> LoseExecutor(ExecutorId executor);
  // Whether the epoch was given since the last Clear: what older ones received belongs to nobody any more.
  bool IsExpected(ReceiverEpoch receiver) const;
  // `status`: id, state, message and what was dropped. False: of a former epoch, nothing changed.
  bool OnReport(ExecutorId executor, const ReceiverStatus& status);
  // No receiver is started any more, the running ones are told to stop.
  void StopAll();
  // Forgets the streams but not their epochs: a stream of the same number never repeats one.
  void Clear();

  std::vector<PlacementAction> Place();

  std::vector<ReceiverEpoch> Running() const;
  bool Runs(ExecutorId executor) const;  // Some receiver, also of a former epoch.
  // Both count the receivers of former epochs that are being stopped.
  bool AllStopped() const;
  bool AllSourcesClosed() const;  // True also when there are no streams.
  const std::map<StreamId, ReceiverStatus>& receivers() const { return receivers_; }

 private:
  struct Home {
    std::string worker;
    std::string host;
    bool leaving = false;
  };
  std::optional<ExecutorId> Choose(StreamId stream) const;

  std::map<ExecutorId, Home> homes_;  // Of attached executors.
  std::map<StreamId, std::string> preferred_hosts_;
  std::map<StreamId, ReceiverStatus> receivers_;
  std::map<StreamId, int32_t> epochs_;          // Last one given.
  std::map<StreamId, int32_t> epochs_before_;   // The same, when the stream was added.
  std::map<ReceiverEpoch, ExecutorId> former_;  // Told to stop, and not heard to have.
  std::vector<PlacementAction> actions_;
  bool stopping_ = false;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_RECEIVER_PLACEMENT_H_
