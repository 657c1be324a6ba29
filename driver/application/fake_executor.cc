#include "driver/application/fake_executor.h"

#include <utility>

#include "common/base/str_cat.h"
#include "common/base/version.h"
#include "common/net/conversations.h"

namespace sluice {

FakeExecutor::FakeExecutor(Transport& transport, std::string driver, int32_t id, std::string build_id)
    : transport_(transport), driver_(std::move(driver)) {
  attach.set_version(ThisVersion());
  attach.set_build_id(build_id);
  attach.set_application("app-1");
  attach.set_executor(id);
  attach.set_worker(StrCat("worker-", id));
  attach.set_block_address(StrCat("blocks-", id, ":1"));
  attach.set_slots(1);
  on_task = [this](const v1::LaunchTask& task, std::string& result) {
    v1::TaskReport report;
    if (task.shuffle() < 0) {
      result = StrCat("p", task.partition());
    } else {
      for (int i = 0; i < shuffle_reducers; ++i) report.mutable_map_output()->add_bytes(10);
    }
    return std::optional<v1::TaskReport>(report);
  };
}

void FakeExecutor::Connect() {
  int64_t connection = ++*connection_;
  auto is_current = [current = connection_, connection] { return *current == connection; };
  closed.reset();
  link_ = transport_.Connect(driver_, conversations::kAttach, absl::Seconds(5),
                             {.on_frame =
                                  [this, is_current](Frame frame) {
                                    v1::ToExecutor message;
                                    if (is_current() && message.ParseFromString(frame.head)) Receive(message);
                                  },
                              .on_closed =
                                  [this, is_current](absl::Status reason) {
                                    if (is_current()) closed = reason;
                                  }});
  v1::ToDriver message;
  message.set_life(life.value());
  *message.mutable_attach() = attach;
  SendHead(message.SerializeAsString());
}

void FakeExecutor::Disconnect(const absl::Status& why) {
  ++*connection_;
  attached = false;
  running.clear();
  if (link_ != nullptr) link_->Close(why);
  link_ = nullptr;
}

void FakeExecutor::SendHead(std::string head) {
  if (link_ != nullptr) (void)link_->Send(Frame{std::move(head), {}});
}

void FakeExecutor::Send(const v1::Report& report, std::string body) {
  v1::ToDriver message;
  message.set_life(life.value());
  *message.mutable_report() = report;
  if (link_ != nullptr) {
    (void)link_->Send(Frame{message.SerializeAsString(), {Buffer::FromString(std::move(body))}});
  }
}

void FakeExecutor::ReportBlock(int64_t epoch, int64_t sequence, int64_t records, bool received_here,
                               const std::string& metadata) {
  v1::Report report;
  v1::BlockReport& block = *report.add_blocks();
  block.mutable_block()->mutable_id()->set_kind(1);
  block.mutable_block()->mutable_id()->set_owner(StreamId(life, 0).value());
  block.mutable_block()->mutable_id()->set_group(Epoch(life, epoch).value());
  block.mutable_block()->mutable_id()->set_number(sequence);
  block.mutable_block()->set_records(records);
  block.mutable_block()->set_bytes(records * 100);
  block.mutable_block()->set_metadata(metadata);
  block.set_received_here(received_here);
  *attach.add_blocks() = block;
  Send(report);
}

void FakeExecutor::ReportReceiver(int64_t epoch, v1::ReceiverReport::State state, const std::string& message) {
  v1::Report report;
  v1::ReceiverReport& receiver = *report.add_receivers();
  receiver.set_stream(StreamId(life, 0).value());
  receiver.set_epoch(Epoch(life, epoch).value());
  receiver.set_state(state);
  receiver.set_message(message);
  Send(report);
}

void FakeExecutor::ReportTaken(const v1::TakeOutput& take, bool is_here) {
  v1::Report report;
  *(is_here ? report.add_taken_outputs() : report.add_refused_outputs()) = take.output();
  Send(report);
}

void FakeExecutor::ReportLeaving() {
  v1::Report report;
  report.set_leaving(true);
  Send(report);
}

void FakeExecutor::AnswerTask(const v1::LaunchTask& task) {
  std::string result;
  std::optional<v1::TaskReport> report = on_task(task, result);
  if (!report.has_value()) return;
  running.erase(task.task());
  report->set_task(task.task());
  report->set_result_bytes(static_cast<int64_t>(result.size()));
  v1::Report all;
  *all.add_tasks() = *report;
  Send(all, result);
}

void FakeExecutor::AnswerTasks() {
  for (const auto& [id, task] : std::map(running)) AnswerTask(task);
}

void FakeExecutor::Receive(const v1::ToExecutor& message) {
  if (message.has_attached()) {
    attached = true;
    life = DriverLife(message.life());
  }
  if (message.has_shutdown()) shut_down = true;
  if (message.has_work()) Carry(message.work());
}

void FakeExecutor::Carry(const v1::Work& work) {
  orders.Add(work);
  v1::Report answer;
  for (const v1::StopReceiver& stop : work.stop_receivers()) {
    if (answers_stops) ReportReceiver(Epoch(stop.epoch()).number(), v1::ReceiverReport::STOPPED);
  }
  for (const v1::CutBlocks& cut : work.cuts()) {
    v1::CutDone& done = *answer.add_cuts();
    done.set_stream(cut.stream());
    done.set_epoch(cut.epoch());
    *done.mutable_batch() = cut.batch();
  }
  if (answers_cuts) Send(answer);
  for (const v1::TakeOutput& take : work.take_outputs()) {
    if (answers_takes) ReportTaken(take);
  }
  for (const v1::LaunchTask& task : work.tasks()) {
    running[task.task()] = task;
    AnswerTask(task);
  }
}

}  // namespace sluice
