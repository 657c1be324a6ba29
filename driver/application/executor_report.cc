#include "driver/application/executor_report.h"

#include <algorithm>
#include <utility>

#include "common/base/block_id_proto.h"
#include "common/base/block_info_proto.h"
#include "common/base/body_splitter.h"
#include "common/base/printable.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/base/version_check.h"

namespace sluice {
namespace {

// A figure for users, which sums of millions of tasks can bear.
int64_t FigureOf(int64_t value) { return std::clamp<int64_t>(value, 0, int64_t{1} << 40); }

constexpr int kSlotsMax = 1024;

std::string Who(const v1::Attach& attach) {
  return StrCat("executor ", attach.executor(), " of worker \"", attach.worker(), "\"");
}

TaskOutcome::Kind KindOf(v1::TaskReport::Outcome outcome) {
  switch (outcome) {
    case v1::TaskReport::SUCCEEDED: return TaskOutcome::Kind::kSucceeded;
    case v1::TaskReport::INPUT_LOST: return TaskOutcome::Kind::kInputLost;
    case v1::TaskReport::CANCELLED: return TaskOutcome::Kind::kCancelled;
    default: return TaskOutcome::Kind::kFailed;
  }
}

}  // namespace

absl::StatusOr<ExecutorInfo> ParseAttach(const v1::Attach& attach, const ExpectedPeer& expected) {
  for (const std::string* text :
       {&attach.version(), &attach.build_id(), &attach.application(), &attach.worker(), &attach.block_address()}) {
    SLUICE_RETURN_IF_ERROR(CheckSize(StrCat("a name that executor ", attach.executor(), " gives"), *text));
  }
  SLUICE_RETURN_IF_ERROR(CheckVersion(Who(attach), attach.version(), "driver"));
  if (attach.application() != expected.application.value()) {
    return absl::NotFoundError(StrCat(Who(attach), " belongs to another application than this driver: executor=",
                                      attach.application(), " driver=", expected.application.value()));
  }
  if (attach.build_id() != expected.build_id) {
    return absl::FailedPreconditionError(
        StrCat(Who(attach), " runs another build of the application: submit one executable for all: executor=",
               attach.build_id(), " driver=", expected.build_id));
  }
  if (attach.executor() < 0 || attach.slots() < 1 || attach.slots() > kSlotsMax) {
    return absl::InvalidArgumentError(
        StrCat(Who(attach), " needs an id of 0 or more and 1 to ", kSlotsMax, " slots: slots=", attach.slots()));
  }
  return ExecutorInfo{.id = ExecutorId(attach.executor()),
                      .worker = attach.worker(),
                      .block_address = attach.block_address(),
                      .slots = attach.slots()};
}

MapOutputId IdOf(const v1::MapOutput& output) { return {ShuffleId(output.shuffle()), output.map_partition()}; }

std::vector<FoundState> StatesOf(const v1::Attach& attach) {
  std::vector<FoundState> states;
  for (const v1::HeldState& state : attach.states()) {
    states.push_back({state.folder(), state.partition(), state.version()});
  }
  return states;
}

absl::StatusOr<AddBlock> ParseBlock(const v1::BlockReport& report, ExecutorId holder) {
  SLUICE_ASSIGN_OR_RETURN(BlockId id, FromProto(report.block().id()));
  // Only its receiver's executor is asked for the interval.
  const int32_t interval_number = report.received_here() ? report.interval_number() : BlockInfo::kUnknownInterval;
  return AddBlock{.id = id,
                  .info = FromProto(report.block(), interval_number),
                  .holder = report.only_in_log() ? std::nullopt : std::optional(holder)};
}

absl::StatusOr<ReceiverStatus> ParseReceiver(const v1::ReceiverReport& report) {
  using State = ReceiverStatus::State;
  constexpr State kStates[] = {State::kConnected, State::kRetrying,  State::kSourceClosed,
                               State::kStopped,   State::kConnected, State::kWaiting};
  if (report.state() < 0 || report.state() > v1::ReceiverReport::LEFT) {
    return absl::InvalidArgumentError(StrCat("unknown state of a receiver: ", report.state()));
  }
  return ReceiverStatus{.id = {StreamId(report.stream()), Epoch(report.epoch())},
                        .state = kStates[report.state()],
                        .message = Shortened(report.message(), kReasonBytesMax),
                        .error = Shortened(report.error(), kReasonBytesMax),
                        .is_error = report.state() == v1::ReceiverReport::ERROR,
                        .dropped = report.dropped()};
}

std::set<ReceiverEpoch> ReceiversWaitingIn(const v1::ExecutorMetrics& metrics) {
  std::set<ReceiverEpoch> waiting;
  for (const v1::WaitingReceiver& receiver : metrics.waiting_receivers()) {
    waiting.insert({StreamId(receiver.stream()), Epoch(receiver.epoch())});
  }
  return waiting;
}

ExecutorUse ParseUse(const v1::ExecutorMetrics& metrics) {
  return {.memory_bytes = metrics.memory_bytes(),
          .disk_bytes = metrics.disk_bytes(),
          .running_tasks = metrics.running_tasks()};
}

absl::StatusOr<TaskOutcome> ParseTask(EndedTask task) {
  const v1::TaskReport& report = task.report;
  TaskOutcome outcome{.task = TaskId(report.task()),
                      .kind = KindOf(report.outcome()),
                      .message = Shortened(report.message(), kReasonBytesMax),
                      .run_micros = FigureOf(report.run_nanos() / 1000),
                      .records_read = FigureOf(report.records_read())};
  BodySplitter bytes(std::move(task.bytes));
  outcome.result = bytes.Take(report.result_bytes()).value_or(Buffers());
  outcome.accumulator_updates = bytes.Take(report.updates_bytes()).value_or(Buffers());
  outcome.map_output_bytes = {report.map_output().bytes().begin(), report.map_output().bytes().end()};
  for (const v1::BlockIdProto& proto : report.lost_blocks()) {
    SLUICE_ASSIGN_OR_RETURN(BlockId id, FromProto(proto));
    outcome.lost_blocks.push_back(id);
  }
  outcome.lost_from = ExecutorId(report.lost_from());
  return outcome;
}

}  // namespace sluice
