#ifndef SLUICE_WORKER_EXECUTOR_RECEIVER_SUPERVISOR_H_
#define SLUICE_WORKER_EXECUTOR_RECEIVER_SUPERVISOR_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "proto/executor.pb.h"
#include "worker/executor/block_inventory.h"
#include "worker/executor/report_outbox.h"
#include "worker/receiver/hosted_receiver.h"

namespace sluice {

// Starts and stops the receivers of one executor and reports what they say. Belongs to the executor's mailbox.
class ReceiverSupervisor {
 public:
  // `environment.tell` is set here.
  ReceiverSupervisor(HostedReceiver::Environment environment, BlockInventory& inventory, ReportOutbox& outbox);

  void Start(const v1::StartReceiver& order);
  // It is to start elsewhere, as `why` says.
  void Refuse(const v1::StartReceiver& order, const std::string& why);
  void Stop(const v1::StopReceiver& order);
  // Stops all, which are to go on elsewhere, as `why` says: they are reported as LEFT.
  void LeaveAll(const std::string& why);
  // Those that are being stopped are to go on elsewhere, too: who has told them to stop is nobody any more.
  void LeaveStopping(const std::string& why);
  void Cut(const v1::CutBlocks& order);
  void SetRate(const v1::SetReceiverRate& order);

  // As they were reported last.
  std::vector<v1::ReceiverReport> running() const;
  // Those with blocks that there is no room for yet.
  std::vector<v1::WaitingReceiver> waiting_for_room() const;
  bool none() const { return receivers_.empty(); }

 private:
  using Key = std::pair<StreamId, Epoch>;
  struct Entry {
    std::shared_ptr<HostedReceiver> receiver;
    v1::ReceiverReport last;
    std::string why_it_leaves;  // Empty unless its executor has stopped it, or a former life of its driver.
  };

  void OnFact(const HostedReceiver& receiver, const ReceiverLedger::Fact& fact);
  void OnReport(const Key& key, const SourceReport& report);
  void ReportEnd(const Key& key, v1::ReceiverReport::State state, const std::string& message);

  HostedReceiver::Environment environment_;
  BlockInventory& inventory_;
  ReportOutbox& outbox_;
  std::map<Key, Entry> receivers_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_RECEIVER_SUPERVISOR_H_
