#ifndef SLUICE_DRIVER_HISTORY_LOG_EVENT_SAMPLES_H_
#define SLUICE_DRIVER_HISTORY_LOG_EVENT_SAMPLES_H_

#include <string>
#include <vector>

#include "driver/history/history_event.h"

namespace sluice {

inline absl::Time SampleTime(int64_t micros) { return absl::FromUnixMicros(1'790'000'000'000'000 + micros); }

// One of each kind, with something in each field that is not there by itself; texts are of the hostile kind.
inline std::vector<HistoryEvent> SampleEvents() {
  const std::string hostile("<script>\0\xff\n", 11);
  const BatchKey batch{RunId(3), BatchTime(5000)};
  const StageRecord stage{JobId(7),      StageNumber(9), 2, "map at a.cc:3" + hostile, 20, 3, 4, 5,
                          SampleTime(1), SampleTime(2)};
  const OutputRecord output{"print" + hostile, SampleTime(3), SampleTime(4), absl::AbortedError("no " + hostile)};
  const JobRecord job{
      JobId(7),      hostile, "counts" + hostile,       batch, 1, JobRecord::State::kFailed, SampleTime(5),
      SampleTime(6), "boom",  {{StageNumber(9), stage}}};
  const BatchRecord record{BatchTime(5000),
                           BatchRecord::State::kFailed,
                           11,
                           2,
                           {{InputId(0), 11}, {InputId(4), 0}},
                           {{InputId(1), {}}, {InputId(2), {"a.txt", hostile}}},
                           {{0, output}, {5, {.name = "foreachRDD"}}},
                           SampleTime(7),
                           SampleTime(8),
                           SampleTime(9),
                           hostile};
  const ExecutorShare share{ExecutorId(4), 20, 300, 4000};
  const TaskSummary tasks{20,
                          {1, 2, 3, 4, 5, 6},
                          {7, 8, 9, 10, 11, 12},
                          {3, ExecutorId(4), 500, 6000},
                          {4, ExecutorId(5), 600, 7000},
                          {share, {ExecutorId(5), 1, 2, 3}}};
  return {
      ApplicationStarted{
          ApplicationId("app-1"), "count" + hostile, "ann", DriverLife(2), {{"sample.key", hostile}}, SampleTime(10)},
      ApplicationEnded{SampleTime(11)},
      JobStarted{job},
      JobStarted{{.id = JobId(8)}},
      StageChanged{stage, SampleTime(12), {StageNumber(0), StageNumber(2)}},
      TasksSummarised{JobId(7), StageNumber(9), tasks},
      StageChanged{{.job = JobId(7), .number = StageNumber(1)}, SampleTime(13)},
      JobEnded{JobId(7), absl::CancelledError("by ann"), SampleTime(14)},
      JobEnded{JobId(8), absl::OkStatus(), SampleTime(15)},
      StreamingStarted{RunId(3), SampleTime(16)},
      ReceiverEvent{ReceiverEvent::Kind::kError, RunId(3), InputId(2), "socket", ExecutorId(0), "host", "broken",
                    hostile, SampleTime(17)},
      ReceiverEvent{.kind = ReceiverEvent::Kind::kStopped, .run = RunId(3), .at = SampleTime(18)},
      BatchSubmitted{RunId(3), record},
      BatchSubmitted{RunId(4), {.time = BatchTime(6000)}},
      BatchStarted{batch, SampleTime(19), true},
      BatchPutBack{batch},
      InputEvent{batch, InputId(2), {"a.txt", hostile}, 0},
      InputEvent{batch, InputId(3), {}, std::nullopt},
      OutputEvent{batch, 5, output},
      BatchFinished{batch, absl::InternalError(hostile), SampleTime(20)},
      BatchDropped{batch},
      RunEnded{RunId(3), SampleTime(21)},
      ExecutorAttached{ExecutorId(4), "worker-1", "10.0.0.1:3", 8, SampleTime(22), share},
      ExecutorGone{ExecutorId(4), "silent", SampleTime(23), true},
      BatchesCounted{100, 3},
      EventsLeftOut{17},
  };
}

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_LOG_EVENT_SAMPLES_H_
