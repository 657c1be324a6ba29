#ifndef SLUICE_DRIVER_CLUSTER_EXECUTOR_LINKS_H_
#define SLUICE_DRIVER_CLUSTER_EXECUTOR_LINKS_H_

#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/net/pulse.h"
#include "common/net/transport.h"
#include "driver/cluster/executor_table.h"
#include "driver/cluster/held_results.h"
#include "proto/executor.pb.h"

namespace sluice {

// The conversations with executors. What they are to do is collected, and sent as one frame each by Flush: once per
// thing that happened, however much follows from it. Touched by the driver's mailbox only.
class ExecutorLinks {
 public:
  // Every frame says that it is of this life. `pulse` speaks to executors while the mailbox is behind.
  ExecutorLinks(DriverLife life, Pulse& pulse) : life_(life), pulse_(pulse) {}

  // A peer has called; it is nobody until Assign.
  void Open(LinkId id, std::shared_ptr<Link> link);
  bool IsOpen(LinkId id) const { return links_.contains(id); }
  void Assign(LinkId id, ExecutorId executor);
  bool IsAssigned(LinkId id) const;
  // Ends the conversation; does nothing when it has ended. `last` is sent before.
  void Close(LinkId id, const absl::Status& reason);
  void SendAndClose(ExecutorId executor, v1::ToExecutor last, const absl::Status& reason);
  void SendNow(LinkId id, v1::ToExecutor message);

  // What `executor` is to do with the next Flush. REQUIRES: assigned.
  v1::Work& WorkFor(ExecutorId executor);
  bool Has(ExecutorId executor) const { return by_executor_.contains(executor); }
  // It has the program from before.
  void FoundProgram(ExecutorId executor, int64_t stage) { by_executor_.at(executor).programs.insert(stage); }
  // Adds the program unless the executor has it.
  void AddProgram(ExecutorId executor, const v1::StageProgram& program);
  void FreeProgram(int64_t stage);
  void AddBroadcast(ExecutorId executor, std::pair<v1::BroadcastPiece, Buffer> piece);

  // As HeldResults::OnReport. What is held is asked for with the next Flush.
  absl::StatusOr<std::vector<EndedTask>> OnReport(ExecutorId executor, const v1::Report& report, Buffers body);

  // Returns the links that take no more, because their executor does not read: it is better lost than waited for.
  std::vector<LinkId> Flush();
  // Sends something to whoever got nothing since the last call.
  std::vector<LinkId> SendHeartbeats();

 private:
  struct Peer {
    LinkId link;
    v1::ToExecutor outbox;
    Buffers body;
    bool has_work = false;
    bool was_sent_to = false;
    std::set<int64_t> programs;  // Stages whose program it has.
    HeldResults results;
  };
  bool Send(LinkId id, v1::ToExecutor& message, Buffers body = {});
  Frame Beat() const;

  const DriverLife life_;
  Pulse& pulse_;
  std::map<LinkId, std::shared_ptr<Link>> links_;
  std::map<ExecutorId, Peer> by_executor_;
  std::map<LinkId, ExecutorId> executors_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_CLUSTER_EXECUTOR_LINKS_H_
