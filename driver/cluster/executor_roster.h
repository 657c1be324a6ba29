#ifndef SLUICE_DRIVER_CLUSTER_EXECUTOR_ROSTER_H_
#define SLUICE_DRIVER_CLUSTER_EXECUTOR_ROSTER_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/net/pulse.h"
#include "driver/cluster/executor_links.h"
#include "driver/cluster/executor_table.h"

namespace sluice {

// The executors of the application and the conversations with them: who is attached, what each is to do next, who is
// lost. A conversation is nobody's until Attach and ends with Close. Touched by the driver's mailbox only.
class ExecutorRoster {
 public:
  struct Options {
    DriverLife life;           // Executors are told that they are attached to it.
    absl::Duration heartbeat;  // Each executor is sent something at least so often.
    absl::Duration lease;      // One that is silent for so long is lost.
  };
  // `pulse` speaks for the mailbox while that is behind.
  ExecutorRoster(const Options& options, Pulse& pulse)
      : options_(options), pulse_(pulse), table_(options.lease), links_(options.life, pulse) {}

  // Conversations.
  void Open(LinkId link, std::shared_ptr<Link> to) { links_.Open(link, std::move(to)); }
  bool IsOpen(LinkId link) const { return links_.IsOpen(link); }
  // Whose it is. None: nobody's yet.
  std::optional<ExecutorId> ExecutorOf(LinkId link) const { return table_.ExecutorOf(link); }
  // The same, of somebody who has just spoken, and so has proved to live.
  std::optional<ExecutorId> Heard(LinkId link, absl::Time now) { return table_.Heard(link, now); }
  // Tells the executor that it is attached. REQUIRES: the link is open and nobody's, the executor is not attached.
  void Attach(LinkId link, const ExecutorInfo& info, absl::Time now);
  // It says that it leaves: peers are told. False: it is no news. REQUIRES: attached.
  bool Leave(ExecutorId executor);
  // Tells the executor to end, as it wished. REQUIRES: attached; followed by Close.
  void Dismiss(ExecutorId executor, const std::string& reason);
  // Returns the executor that is lost with it.
  std::optional<ExecutorId> Close(LinkId link, const absl::Status& reason);
  // Tells all to end, and closes. Returns who was attached.
  std::vector<ExecutorId> ShutDown(const std::string& reason);

  // Conversations that should be closed, and why.
  struct Broken {
    LinkId link;
    absl::Status reason;
  };
  // Sends heartbeats when it is time to, and names the silent. Of the time in which the driver itself could not listen,
  // because this is called too late, nothing counts as silence.
  std::vector<Broken> Check(absl::Time now);
  absl::Time next_check() const;  // When that is worth calling; never while nobody is attached.
  // Sends what was ordered since, and who is there if that has changed: one frame for each executor.
  std::vector<Broken> Flush();

  // What the executor is to do with the next Flush; null if it is not attached.
  v1::Work* WorkFor(ExecutorId executor);
  void ForEachWork(const std::function<void(v1::Work&)>& order);
  // The executor has it from before. REQUIRES of these: attached.
  void FoundProgram(ExecutorId executor, int64_t stage) { links_.FoundProgram(executor, stage); }
  // The executor gets the program before its tasks, unless it has it.
  void AddProgram(ExecutorId executor, const v1::StageProgram& program) { links_.AddProgram(executor, program); }
  void AddBroadcast(ExecutorId executor, std::pair<v1::BroadcastPiece, Buffer> piece) {
    links_.AddBroadcast(executor, std::move(piece));
  }
  // What has ended by this report; results that the executor holds are asked for, and come with later reports.
  // INVALID_ARGUMENT: the report's body does not fit it.
  absl::StatusOr<std::vector<EndedTask>> OnReport(ExecutorId executor, const v1::Report& report, Buffers body) {
    return links_.OnReport(executor, report, std::move(body));
  }
  // Wherever it is.
  void FreeProgram(int64_t stage) { links_.FreeProgram(stage); }

  void SetUse(ExecutorId executor, const ExecutorUse& use) { table_.SetUse(executor, use); }
  const ExecutorTable::Executor* Find(ExecutorId executor) const { return table_.Find(executor); }
  const std::map<ExecutorId, ExecutorTable::Executor>& attached() const { return table_.attached(); }
  int TotalSlots() const { return table_.TotalSlots(); }

 private:
  void OrderPeers();

  const Options options_;
  Pulse& pulse_;
  ExecutorTable table_;
  ExecutorLinks links_;
  bool peers_changed_ = false;
  absl::Time next_check_ = absl::InfiniteFuture();
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_CLUSTER_EXECUTOR_ROSTER_H_
