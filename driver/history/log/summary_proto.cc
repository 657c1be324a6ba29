#include "driver/history/log/summary_proto.h"

#include "driver/history/log/record_proto.h"

namespace sluice {
namespace {

// What else is in a summary says most often what the greatest figure is and what all come to.
struct Known {
  int64_t max = 0;
  int64_t total = 0;
};

template <class Figure>
Known KnownOf(const TaskSummary::Task& task, const TaskSummary& tasks, Figure figure) {
  Known known{.max = figure(task)};
  for (const ExecutorShare& share : tasks.executors) known.total = CountOf(known.total + CountOf(figure(share)));
  return known;
}
Known KnownRunMicros(const TaskSummary& tasks) {
  return KnownOf(tasks.slowest, tasks, [](const auto& of) { return of.run_micros; });
}
Known KnownRecords(const TaskSummary& tasks) {
  return KnownOf(tasks.largest, tasks, [](const auto& of) { return of.records; });
}

void Write(const Spread& spread, const Known& known, v1::SpreadProto& proto) {
  proto.set_min(spread.min);
  proto.set_lower_quartile(spread.lower_quartile);
  proto.set_median(spread.median);
  proto.set_upper_quartile(spread.upper_quartile);
  if (spread.max != known.max) proto.set_max(spread.max);
  if (spread.total != known.total) proto.set_total(spread.total);
}

Spread Read(const v1::SpreadProto& proto, const Known& known) {
  return {.min = CountOf(proto.min()),
          .lower_quartile = CountOf(proto.lower_quartile()),
          .median = CountOf(proto.median()),
          .upper_quartile = CountOf(proto.upper_quartile()),
          .max = proto.has_max() ? CountOf(proto.max()) : known.max,
          .total = proto.has_total() ? CountOf(proto.total()) : known.total};
}

void Write(const TaskSummary::Task& task, v1::SummarisedTaskProto& proto) {
  proto.set_partition(task.partition);
  proto.set_executor(task.executor.value());
  proto.set_run_micros(task.run_micros);
  proto.set_records(task.records);
}

TaskSummary::Task Read(const v1::SummarisedTaskProto& proto) {
  return {.partition = proto.partition(),
          .executor = ExecutorId(proto.executor()),
          .run_micros = CountOf(proto.run_micros()),
          .records = CountOf(proto.records())};
}

}  // namespace

v1::ExecutorShareProto ToProto(const ExecutorShare& share) {
  v1::ExecutorShareProto proto;
  proto.set_executor(share.executor.value());
  proto.set_tasks(share.tasks);
  proto.set_run_micros(share.run_micros);
  proto.set_records(share.records);
  return proto;
}

ExecutorShare FromProto(const v1::ExecutorShareProto& proto) {
  return {.executor = ExecutorId(proto.executor()),
          .tasks = CountOf(proto.tasks()),
          .run_micros = CountOf(proto.run_micros()),
          .records = CountOf(proto.records())};
}

v1::TaskSummaryProto ToProto(const TaskSummary& tasks) {
  v1::TaskSummaryProto proto;
  proto.set_tasks(tasks.tasks);
  Write(tasks.run_micros, KnownRunMicros(tasks), *proto.mutable_run_micros());
  Write(tasks.records, KnownRecords(tasks), *proto.mutable_records());
  Write(tasks.slowest, *proto.mutable_slowest());
  Write(tasks.largest, *proto.mutable_largest());
  for (const ExecutorShare& share : tasks.executors) *proto.add_executors() = ToProto(share);
  return proto;
}

TaskSummary FromProto(const v1::TaskSummaryProto& proto) {
  TaskSummary tasks{
      .tasks = CountOf(proto.tasks()), .slowest = Read(proto.slowest()), .largest = Read(proto.largest())};
  for (const v1::ExecutorShareProto& share : proto.executors()) tasks.executors.push_back(FromProto(share));
  tasks.run_micros = Read(proto.run_micros(), KnownRunMicros(tasks));
  tasks.records = Read(proto.records(), KnownRecords(tasks));
  return tasks;
}

}  // namespace sluice
