#ifndef SLUICE_DRIVER_BATCH_RECEIVER_PLACEMENT_H_
#define SLUICE_DRIVER_BATCH_RECEIVER_PLACEMENT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "common/base/batch_key.h"
#include "driver/batch/receiver_client.h"

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

// Gives each stream of each run one receiver: on the executor with the fewest, of its preferred host if one is there;
// elsewhere under the next epoch when that is lost or leaves. What a receiver's own program has stopped stays stopped.
// A receiver found running under a former epoch is stopped; what it received counts all the same. One that a former
// life of the driver has started is the stream's, until this life has started one: that of the newest epoch.
class ReceiverPlacement {
 public:
  // Epochs are of this life.
  explicit ReceiverPlacement(DriverLife life = DriverLife()) : life_(life) {}

  // From now on `client` hears of the run's receivers. It outlives the run here.
  void AddRun(RunId run, ReceiverClient& client);
  // The stream's receiver is the one that was found running, or is started by the next Place. REQUIRES: no run has had
  // the stream.
  void AddStream(RunId run, StreamId stream, std::string preferred_host = "");
  // What becomes of the receiver of a stream, when all are told to stop, whose executor was lost or has left.
  enum class Away {
    kStopped,    // It counts as stopped.
    kLooksBack,  // It is started once more, and stopped: what former starts of it have logged is found by the next one.
  };
  // The running ones are told to stop, and no other one is started to receive anything.
  void StopAll(RunId run, Away away = Away::kStopped);
  // Forgets the run and its streams.
  void RemoveRun(RunId run);

  void AddExecutor(ExecutorId executor, const std::string& worker, const std::string& host = "");
  // The executor says when it attaches that it runs this one. It waits for its run, if none has begun in this life.
  // REQUIRES: after AddExecutor, before the next Place.
  void OnFoundRunning(ExecutorId executor, ReceiverEpoch receiver);
  // No receiver is started there any more; those that run there are moved when they say that they have stopped.
  void LeaveExecutor(ExecutorId executor) { homes_.at(executor).leaving = true; }
  void LoseExecutor(ExecutorId executor);
  // `status`: id, state, message and what was dropped. Returns what was known of the receiver before; none: it is of a
  // former epoch, nothing has changed.
  std::optional<ReceiverStatus> OnReport(ExecutorId executor, const ReceiverStatus& status, absl::Time now);
  // Answers of receivers that are of another run change nothing.
  void OnCutDone(ReceiverEpoch receiver, const BatchKey& batch);

  // Those of its receivers, all of them, that have blocks for which there is no room yet.
  void SetWaiting(ExecutorId executor, std::set<ReceiverEpoch> receivers);

  // What is to be done for the run.
  std::vector<PlacementAction> Place(RunId run);
  // Receivers that were found running for a stream that no run has, once some run has begun.
  std::vector<StopReceiver> TakeStrays();

  std::vector<ReceiverEpoch> Running(RunId run) const;
  bool Runs(ExecutorId executor) const;  // Some receiver, also of a former epoch.
  // These count the receivers of former epochs that are being stopped.
  bool AllStopped(RunId run) const;
  bool AnyWaitsForRoom(RunId run) const;
  bool AllSourcesClosed(RunId run) const;  // True also when there are no streams.
  // REQUIRES: the run has the stream.
  const ReceiverStatus& StatusOf(StreamId stream) const { return receivers_.at(stream).status; }

 private:
  struct Home {
    std::string worker;
    std::string host;
    bool leaving = false;
    std::set<ReceiverEpoch> waiting_for_room = {};
  };
  struct Receiver {
    RunId run;
    std::string preferred_host;
    ReceiverStatus status;
  };
  struct Run {
    ReceiverClient* client;
    bool stopping = false;
    Away away = Away::kStopped;  // When it is stopping.
    std::vector<PlacementAction> actions;
  };
  // Found running, of a stream that no run has yet.
  struct Found {
    ExecutorId executor;
    std::optional<ReceiverStatus> last = {};  // What it has said since.
    absl::Time last_at = absl::InfinitePast();
  };
  Receiver* Find(StreamId stream);
  bool IsWanted(const Receiver& known, ReceiverEpoch found) const;
  ReceiverStatus::State WithoutExecutor(const Receiver& receiver) const;
  void Adopt(Receiver& known, ReceiverEpoch found, ExecutorId executor);
  Epoch NextEpoch(Epoch last) const { return last.life() == life_ ? last.Next() : Epoch(life_, 1); }
  std::optional<ExecutorId> Choose(const Receiver& receiver) const;
  bool HasFormer(RunId run) const;

  const DriverLife life_;
  std::map<ExecutorId, Home> homes_;  // Each attached executor has one.
  std::map<RunId, Run> runs_;
  std::map<StreamId, Receiver> receivers_;
  std::map<ReceiverEpoch, ExecutorId> former_;  // Told to stop, and not heard to have.
  std::map<ReceiverEpoch, Found> found_;
  bool any_run_began_ = false;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BATCH_RECEIVER_PLACEMENT_H_
