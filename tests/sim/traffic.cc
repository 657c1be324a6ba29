#include "tests/sim/traffic.h"

#include <utility>

#include "common/base/batch_key_proto.h"
#include "common/base/block_id.h"
#include "common/base/str_cat.h"
#include "common/net/conversations.h"

namespace sluice {
// The driver's end of an executor's conversation.
class DriverObserver : public LinkObserver {
 public:
  explicit DriverObserver(Traffic& traffic) : traffic_(traffic), driver_(traffic.driver_) {}

  void Received(const Frame& frame) override {
    v1::ToDriver message;
    if (IsOver() || !message.ParseFromString(frame.head)) return;
    if (message.has_attach()) {
      executor_ = ExecutorId(message.attach().executor());
      traffic_.Attached(executor_, message.attach());
    }
    traffic_.Heard(executor_);
    if (message.has_report()) traffic_.Reported(executor_, message.report());
  }
  void Sent(const Frame& frame) override {
    v1::ToExecutor message;
    if (IsOver() || !message.ParseFromString(frame.head)) return;
    if (message.has_work()) traffic_.Ordered(executor_, message.work());
    if (message.has_shutdown()) traffic_.LetGo(executor_);
    done_ |= message.has_shutdown();
  }
  void Closed(const absl::Status& reason) override {
    if (!std::exchange(done_, true) && !IsOver()) traffic_.GivenUp(executor_);
  }

 private:
  bool IsOver() const { return driver_ != traffic_.driver_; }

  Traffic& traffic_;
  const int driver_;
  ExecutorId executor_{-1};
  bool done_ = false;  // The link has closed, or is about to because the application ends.
};

// The other end of it.
class ExecutorObserver : public LinkObserver {
 public:
  explicit ExecutorObserver(Traffic& traffic) : traffic_(traffic) {}

  void Sent(const Frame& frame) override {
    v1::ToDriver message;
    if (!message.ParseFromString(frame.head)) return;
    for (const v1::TaskReport& report : message.report().tasks()) traffic_.TaskReportSent(report);
  }

 private:
  Traffic& traffic_;
};

// The end of a block conversation at the executor that has, or takes, the blocks.
class BlockObserver : public LinkObserver {
 public:
  BlockObserver(Traffic& traffic, ExecutorId executor) : traffic_(traffic), executor_(executor) {}

  void Received(const Frame& frame) override {
    v1::BlockRequest request;
    if (!request.ParseFromString(frame.head)) return;
    if (request.has_get()) traffic_.BlocksRead(executor_, request.get());
    if (request.has_put()) puts_[request.request()] = Join(frame.body);
  }
  void Sent(const Frame& frame) override {
    v1::BlockReply reply;
    if (!reply.ParseFromString(frame.head)) return;
    auto put = puts_.extract(reply.request());
    if (put.empty()) return;
    const auto code = static_cast<absl::StatusCode>(reply.code());
    if (code == absl::StatusCode::kOk) traffic_.ledgers_.Replicated(put.mapped(), executor_);
    if (code == absl::StatusCode::kResourceExhausted) traffic_.marks_.Add(Mark::kStoresFull);
  }

 private:
  Traffic& traffic_;
  const ExecutorId executor_;
  std::map<uint64_t, std::string> puts_;
};

ObserverFactory Traffic::AtDriver() {
  return [this](const std::string& conversation, LinkSide) -> std::shared_ptr<LinkObserver> {
    if (conversation != conversations::kAttach) return nullptr;
    return std::make_shared<DriverObserver>(*this);
  };
}

// The next driver numbers tasks anew.
void Traffic::DriverIsOver() {
  ++driver_;
  tasks_.clear();
  partitions_.clear();
  launched_.clear();
}

ObserverFactory Traffic::AtExecutor(ExecutorId executor) {
  return [this, executor](const std::string& conversation, LinkSide side) -> std::shared_ptr<LinkObserver> {
    if (conversation == conversations::kAttach) return std::make_shared<ExecutorObserver>(*this);
    if (side == LinkSide::kAccepted) return std::make_shared<BlockObserver>(*this, executor);
    return nullptr;
  };
}

ExecutorId Traffic::ReceiverOf(int stream) const {
  auto found = last_receivers_.find(stream);
  return found == last_receivers_.end() ? ExecutorId(-1) : found->second;
}

bool Traffic::RunsReceiver(ExecutorId executor) const {
  for (const auto& [stream, runner] : last_receivers_) {
    if (runner == executor) return true;
  }
  return false;
}

// Frames that came on a link in its last moment do not make an executor one that can be reached.
void Traffic::GivenUp(ExecutorId executor) {
  ledgers_.GivenUp(executor);
  for (auto& [what, partition] : partitions_) partition.given_up |= partition.executor == executor;
}

// What the driver takes from a link tells that it has not given the executor up.
void Traffic::Heard(ExecutorId executor) {
  if (reachable_(executor)) ledgers_.Healed(executor);
}

void Traffic::Attached(ExecutorId executor, const v1::Attach& attach) {
  if (!seen_.insert(executor).second) marks_.Add(Mark::kReattached);
  if (log_) log_(StrCat("executor ", executor, " attaches with ", attach.blocks_size(), " blocks"));
}

void Traffic::Reported(ExecutorId executor, const v1::Report& report) {
  if (report.metrics().disk_bytes() > 0) marks_.Add(Mark::kBlocksOnDisk);
  for (const v1::TaskReport& task : report.tasks()) TaskReported(executor, task);
  if (!log_) return;
  for (const v1::BlockReport& block : report.blocks()) {
    log_(StrCat("executor ", executor, block.received_here() ? " received " : " replicates ",
                block.block().id().ShortDebugString()));
  }
  for (const v1::CutDone& cut : report.cuts()) {
    log_(StrCat("executor ", executor, " has cut stream ", StreamId(cut.stream()), " for batch ",
                FromProto(cut.batch())));
  }
  for (const v1::ReceiverReport& receiver : report.receivers()) {
    log_(StrCat("executor ", executor, " receiver of stream ", StreamId(receiver.stream()), " epoch ",
                Epoch(receiver.epoch()), " ", v1::ReceiverReport::State_Name(receiver.state())));
  }
}

void Traffic::TaskReported(ExecutorId executor, const v1::TaskReport& report) {
  if (log_) {
    log_(StrCat("executor ", executor, " task ", report.task(), " ", v1::TaskReport::Outcome_Name(report.outcome()),
                " ", report.message()));
  }
  auto task = tasks_.find(report.task());
  if (task == tasks_.end()) return;
  Partition& partition = partitions_[task->second];
  if (partition.task != report.task()) return;
  partition.reported = true;
  if (report.outcome() == v1::TaskReport::FAILED) marks_.Add(Mark::kTasksFailed);
  if (report.outcome() == v1::TaskReport::INPUT_LOST) marks_.Add(Mark::kInputsLost);
  partition.wrote_shuffle = report.outcome() == v1::TaskReport::SUCCEEDED && report.has_map_output();
}

void Traffic::TaskReportSent(const v1::TaskReport& report) {
  auto task = tasks_.find(report.task());
  if (task == tasks_.end()) return;
  Partition& partition = partitions_[task->second];
  if (partition.task != report.task()) return marks_.Add(Mark::kLateReports);
  partition.told = true;
}

void Traffic::Ordered(ExecutorId executor, const v1::Work& work) {
  for (const v1::LaunchTask& task : work.tasks()) Launched(executor, task);
  marks_.Add(Mark::kBlocksHandedOver, work.copy_blocks_size());
  for (const v1::StartReceiver& start : work.start_receivers()) {
    receivers_[{start.stream(), start.epoch()}] = executor;
    const auto stream = static_cast<int>(StreamId(start.stream()).number());
    auto [last, first_time] = last_receivers_.emplace(stream, executor);
    if (!first_time && last->second != executor) marks_.Add(Mark::kReceiversMoved);
    last->second = executor;
    if (log_) log_(StrCat("start receiver of stream ", stream, " on executor ", executor));
  }
}

// Not when the application ends.
void Traffic::LetGo(ExecutorId executor) {
  if (leaving_.count(executor) == 0) return;
  marks_.Add(Mark::kLetGo);
  ledgers_.Left(executor);
  if (log_) log_(StrCat("executor ", executor, " is let go"));
}

void Traffic::Launched(ExecutorId executor, const v1::LaunchTask& task) {
  Attempted what{.shuffle = task.shuffle(), .partition = task.partition()};
  if (task.shuffle() < 0) what.stage = task.stage();
  if (task.shuffle() < 0 && task.has_batch()) what.batch = FromProto(task.batch());
  auto [partition, first_time] = partitions_.try_emplace(what);
  if (!first_time && (task.attempt() > 0 || task.shuffle() >= 0))
    marks_.Add(partition->second.wrote_shuffle ? Mark::kMapOutputsLost : Mark::kTasksLaunchedAgain);
  const Partition& last = partition->second;
  if (!first_time && !last.told && !last.given_up && last.executor != executor) marks_.Add(Mark::kTasksCopied);
  if (partition->second.told && !partition->second.reported) marks_.Add(Mark::kLateReports);
  partition->second = {.task = task.task(), .executor = executor};
  tasks_[task.task()] = what;
  if (log_) {
    log_(StrCat("launch task ", task.task(), " stage ", task.stage(), " partition ", task.partition(), " attempt ",
                task.attempt(), " batch ", task.batch().ShortDebugString(), " on executor ", executor));
  }
  MarkBatch(task);
}

void Traffic::MarkBatch(const v1::LaunchTask& task) {
  if (!task.has_batch()) return marks_.Add(Mark::kTasksOfNoRun);
  const BatchKey batch = FromProto(task.batch());
  std::set<RunId>& runs = launched_[batch.time];
  if (runs.insert(batch.run).second && runs.size() == 2) marks_.Add(Mark::kEqualBatchTimes);
}

void Traffic::BlocksRead(ExecutorId holder, const v1::GetBlocks& get) {
  for (const v1::BlockIdProto& proto : get.ids()) {
    if (proto.kind() != static_cast<int>(BlockId::Kind::kInput)) continue;
    auto receiver = receivers_.find({proto.owner(), proto.group()});
    if (receiver == receivers_.end() || receiver->second == holder) continue;
    if (!reachable_(receiver->second)) marks_.Add(Mark::kReplicaReads);
  }
}

}  // namespace sluice
