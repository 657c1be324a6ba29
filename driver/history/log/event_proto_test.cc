#include "driver/history/log/event_proto.h"

#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "common/base/status_matchers.h"
#include "driver/history/log/event_samples.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::HasSubstr;

// All fields of each: a new one does not compile before it is here.
auto Fields(const StageRecord& s) {
  const auto& [job, number, attempt, name, tasks, active, completed, failed, started, ended] = s;
  return std::tie(job, number, attempt, name, tasks, active, completed, failed, started, ended);
}
auto Fields(const JobRecord& j) {
  const auto& [id, group, description, batch, output, state, started, ended, error, stages] = j;
  return std::tie(id, group, description, batch, output, state, started, ended, error, stages);
}
auto Fields(const OutputRecord& o) {
  const auto& [name, started, ended, result] = o;
  return std::tie(name, started, ended, result);
}
auto Fields(const BatchRecord& b) {
  const auto& [time, state, records, blocks, input_records, input_metadata, outputs, submitted, started, finished,
               error] = b;
  return std::tie(time, state, records, blocks, input_records, input_metadata, outputs, submitted, started, finished,
                  error);
}
auto Fields(const ApplicationStarted& e) {
  const auto& [application, name, user, life, settings, at] = e;
  return std::tie(application, name, user, life, settings, at);
}
auto Fields(const ReceiverEvent& e) {
  const auto& [kind, run, input, name, executor, executor_host, message, error, at] = e;
  return std::tie(kind, run, input, name, executor, executor_host, message, error, at);
}
auto Fields(const ExecutorAttached& e) {
  const auto& [executor, worker, address, slots, at, work] = e;
  return std::tie(executor, worker, address, slots, at, work);
}
auto Fields(const ExecutorGone& e) {
  const auto& [executor, reason, at, in_order] = e;
  return std::tie(executor, reason, at, in_order);
}
auto Fields(const Spread& s) {
  const auto& [min, lower_quartile, median, upper_quartile, max, total] = s;
  return std::tie(min, lower_quartile, median, upper_quartile, max, total);
}
auto Fields(const ExecutorShare& s) {
  const auto& [executor, tasks, run_micros, records] = s;
  return std::tie(executor, tasks, run_micros, records);
}
auto Fields(const TaskSummary::Task& t) {
  const auto& [partition, executor, run_micros, records] = t;
  return std::tie(partition, executor, run_micros, records);
}
auto Fields(const TaskSummary& t) {
  const auto& [tasks, run_micros, records, slowest, largest, executors] = t;
  return std::tie(tasks, run_micros, records, slowest, largest, executors);
}
auto Fields(const InputEvent& e) {
  const auto& [batch, input, metadata, records] = e;
  return std::tie(batch, input, metadata, records);
}
#define SLUICE_FIELDS_3(Event)  \
  auto Fields(const Event& e) { \
    const auto& [a, b, c] = e;  \
    return std::tie(a, b, c);   \
  }
#define SLUICE_FIELDS_2(Event)  \
  auto Fields(const Event& e) { \
    const auto& [a, b] = e;     \
    return std::tie(a, b);      \
  }
#define SLUICE_FIELDS_1(Event)  \
  auto Fields(const Event& e) { \
    const auto& [a] = e;        \
    return std::tie(a);         \
  }
SLUICE_FIELDS_3(BatchStarted)
SLUICE_FIELDS_3(BatchFinished)
SLUICE_FIELDS_3(JobEnded)
SLUICE_FIELDS_3(OutputEvent)
SLUICE_FIELDS_3(TasksSummarised)
SLUICE_FIELDS_3(StageChanged)
SLUICE_FIELDS_2(StreamingStarted)
SLUICE_FIELDS_2(BatchSubmitted)
SLUICE_FIELDS_2(RunEnded)
SLUICE_FIELDS_2(BatchesCounted)
SLUICE_FIELDS_1(ApplicationEnded)
SLUICE_FIELDS_1(JobStarted)
SLUICE_FIELDS_1(BatchPutBack)
SLUICE_FIELDS_1(BatchDropped)
SLUICE_FIELDS_1(EventsLeftOut)

template <class T>
bool AreSame(const T& a, const T& b);
template <class Key, class Value>
bool AreSame(const std::map<Key, Value>& a, const std::map<Key, Value>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& one, const auto& other) {
    return one.first == other.first && AreSame(one.second, other.second);
  });
}
bool AreSame(const std::vector<ExecutorShare>& a, const std::vector<ExecutorShare>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const ExecutorShare& one, const ExecutorShare& other) { return AreSame(one, other); });
}
template <class T>
bool AreSame(const T& a, const T& b) {
  if constexpr (requires { Fields(a); }) {
    return [&]<size_t... I>(const auto& x, const auto& y, std::index_sequence<I...>) {
      return (AreSame(std::get<I>(x), std::get<I>(y)) && ...);
    }(Fields(a), Fields(b), std::make_index_sequence<std::tuple_size_v<decltype(Fields(a))>>());
  } else {
    return a == b;
  }
}

TEST(EventProtoTest, EachKindComesBackWithAllItsFields) {
  std::set<size_t> kinds;
  for (const HistoryEvent& event : SampleEvents()) {
    v1::HistoryEventProto proto;
    ASSERT_TRUE(proto.ParseFromString(ToProto(event).SerializeAsString())) << event.index();
    const absl::StatusOr<HistoryEvent> back = FromProto(proto);
    ASSERT_THAT(back, IsOk()) << event.index();
    ASSERT_EQ(back->index(), event.index());
    EXPECT_TRUE(
        std::visit([&](const auto& e) { return AreSame(e, std::get<std::decay_t<decltype(e)>>(*back)); }, event))
        << proto.DebugString();
    kinds.insert(event.index());
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<HistoryEvent>) << "there is a kind without a sample";
}

TEST(EventProtoTest, PointsInTimeAreCutToMicrosecondsAndThoseThatHaveNotComeStayAway) {
  const absl::Time at = absl::FromUnixNanos(1'790'000'000'000'001'999);
  const HistoryEvent event = BatchSubmitted{RunId(0), {.submitted = at}};
  const BatchRecord back = std::get<BatchSubmitted>(*FromProto(ToProto(event))).batch;
  EXPECT_EQ(back.submitted, absl::FromUnixMicros(1'790'000'000'000'001));
  EXPECT_EQ(back.started, absl::InfiniteFuture());
  EXPECT_EQ(back.finished, absl::InfiniteFuture());
}

TEST(EventProtoTest, WhatThisVersionDoesNotKnowIsRefusedWithBothValues) {
  EXPECT_THAT(FromProto(v1::HistoryEventProto()), StatusIs(absl::StatusCode::kInvalidArgument));
  v1::HistoryEventProto job;
  job.mutable_job_started()->mutable_job()->set_state(static_cast<v1::JobRecordProto::State>(9));
  EXPECT_THAT(FromProto(job), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("state=9 known=0 to 2")));
  v1::HistoryEventProto batch;
  batch.mutable_batch_submitted()->mutable_batch()->set_state(static_cast<v1::BatchRecordProto::State>(-1));
  EXPECT_THAT(FromProto(batch), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("state=-1 known=0 to 3")));
  v1::HistoryEventProto receiver;
  receiver.mutable_receiver()->set_kind(static_cast<v1::ReceiverEventProto::Kind>(3));
  EXPECT_THAT(FromProto(receiver), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("kind=3 known=0 to 2")));
}

}  // namespace
}  // namespace sluice
