#ifndef SLUICE_DRIVER_PAGES_SEEN_APPLICATION_H_
#define SLUICE_DRIVER_PAGES_SEEN_APPLICATION_H_

#include <string>
#include <utility>
#include <vector>

#include "driver/pages/application_view.h"

namespace sluice {

// An application for tests in which some of everything has happened, in its first two seconds: three batches, of which
// one has failed and one waits, jobs of each end, an executor that was lost, a receiver that has trouble. Of each
// second half a batch's time is work.
class SeenApplication {
 public:
  SeenApplication() {
    AddCluster();
    RunBatch(1, absl::OkStatus());
    RunBatch(2, absl::AbortedError("planted"));
    for (const char* name : {"counts", "total"}) {
      Show(name, 1, {{"a", int64_t{3}}, {"b", 0.5}});
      Show(name, 2, {{"<script>", int64_t{4}}});
    }
    const BatchKey waiting{kRun, BatchTime(Millis(3))};
    history.Add(BatchSubmitted{kRun, {.time = waiting.time, .records = 7, .submitted = At(3)}});
    BeginJob(3, std::nullopt);
    history.Add(
        StageChanged{{.job = JobId(3), .number = StageNumber(30), .name = "map", .tasks = 4, .active = 1}, At(3)});
    history.Add(StageChanged{{.job = JobId(3), .number = StageNumber(31), .name = "collect", .tasks = 2}, At(3)});
    view.status = Status();
    view.settings = {{"greeting", "hello", SettingView::Source::kFlag},
                     {"patience", "30s", SettingView::Source::kDefault}};
  }
  SeenApplication(const SeenApplication&) = delete;

  static constexpr RunId kRun{0};
  static int64_t Millis(int second) { return 1'796'000'000'000 + second * 1000; }
  static absl::Time At(int second, int millis = 0) { return absl::FromUnixMillis(Millis(second) + millis); }

  void RunBatch(int second, const absl::Status& result, const std::string& name = "print") {
    const BatchKey batch{kRun, BatchTime(Millis(second))};
    history.Add(BatchSubmitted{kRun,
                               {.time = batch.time,
                                .records = 100,
                                .blocks = 5,
                                .input_records = {{InputId(0), 100}},
                                .submitted = At(second)}});
    history.Add(BatchStarted{batch, At(second, 10)});
    history.Add(InputEvent{batch, InputId(1), {"in/a.txt", "in/b.txt"}, 40});
    OutputRecord output{.name = name, .started = At(second, 10)};
    history.Add(OutputEvent{batch, 0, output});
    BeginJob(second, batch);
    EndStage(second);
    history.Add(JobEnded{JobId(second), result, At(second, 300)});
    output.ended = At(second, 310);
    output.result = result;
    history.Add(OutputEvent{batch, 0, output});
    history.Add(BatchFinished{batch, result, At(second, 320)});
    view.now = std::max(view.now, At(second + 1));
  }

  void Show(const std::string& name, int second, std::vector<ShownRow> rows) {
    history.Show({name, BatchTime(Millis(second)), {"key", "value"}, std::move(rows), /*are_all=*/true});
  }

  History history;
  ApplicationView view{.id = "app-20261130200000-0000",
                       .name = "seen",
                       .user = "ann",
                       .started = At(0),
                       .now = At(4),
                       .life = 2,
                       .history = history,
                       .status = {},
                       .settings = {}};

 private:
  void AddCluster() {
    history.Add(StreamingStarted{kRun, At(0)});
    for (int id : {1, 2}) history.Add(ExecutorAttached{ExecutorId(id), "w", "10.0.0.1:7070", 2, At(0)});
    history.Add(ExecutorGone{ExecutorId(2), "silent", At(1)});
    history.Add(ReceiverEvent{.kind = ReceiverEvent::Kind::kError,
                              .run = kRun,
                              .input = InputId(0),
                              .name = "lines",
                              .executor = ExecutorId(1),
                              .executor_host = "10.0.0.1",
                              .message = "refused",
                              .error = "connect: refused",
                              .at = At(1)});
  }

  void BeginJob(int second, std::optional<BatchKey> batch) {
    history.Add(JobStarted{{.id = JobId(second),
                            .group = "group",
                            .description = "three stages",
                            .batch = batch,
                            .output = batch.has_value() ? std::optional(0) : std::nullopt,
                            .started = At(second, 20)}});
  }

  // Of two stages; the second one has failed if its job does.
  void EndStage(int second) {
    StageRecord stage{.job = JobId(second), .number = StageNumber(second * 10), .name = "map", .tasks = 2, .active = 2};
    history.Add(StageChanged{stage, At(second, 30)});
    stage.active = 0;
    stage.completed = 2;
    history.Add(StageChanged{stage, At(second, 200)});
    history.Add(
        TasksSummarised{stage.job, stage.number, {.tasks = 2, .executors = {{ExecutorId(1), 2, 300'000, 100}}}});
    stage = {.job = stage.job, .number = StageNumber(second * 10 + 1), .name = "print", .tasks = 1, .active = 1};
    history.Add(StageChanged{stage, At(second, 210), {StageNumber(second * 10)}});
  }

  static v1::ApplicationStatus Status() {
    v1::ApplicationStatus status;
    status.set_state("running");
    status.set_batch_interval_millis(1000);
    status.mutable_records()->set_received(207);
    v1::ExecutorStatus& executor = *status.add_executors();
    executor.set_executor(1);
    executor.set_worker("w");
    executor.set_state("attached");
    executor.set_slots(2);
    executor.set_running_tasks(1);
    v1::ReceiverStatus& receiver = *status.add_receivers();
    receiver.set_name("lines");
    receiver.set_executor(1);
    receiver.set_state("RETRYING");
    receiver.set_message("refused");
    v1::RateStatus& rate = *status.add_rates();
    rate.set_limit(500);
    return status;
  }
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_PAGES_SEEN_APPLICATION_H_
