#include "driver/history/history_record.h"

namespace sluice {
namespace {

constexpr int64_t kNodeBytes = 48;  // What a map keeps beside an entry.

template <class... Texts>
int64_t TextBytes(const Texts&... texts) {
  return (int64_t{0} + ... + static_cast<int64_t>(texts.size()));
}

template <class Map, class Inner>
int64_t MapBytes(const Map& map, Inner inner) {
  int64_t bytes = 0;
  for (const auto& [key, value] : map) bytes += kNodeBytes + sizeof(key) + sizeof(value) + inner(value);
  return bytes;
}

}  // namespace

int64_t BytesOf(const JobRecord& job) {
  return sizeof(job) + TextBytes(job.group.value_or(""), job.description, job.error) +
         MapBytes(job.stages, [](const StageRecord& stage) { return TextBytes(stage.name); });
}

int64_t BytesOf(const KnownJob& job) {
  auto share_bytes = [](const TaskSummary& tasks) { return tasks.executors.size() * sizeof(ExecutorShare); };
  return sizeof(job) - sizeof(JobRecord) + BytesOf(static_cast<const JobRecord&>(job)) +
         MapBytes(job.tasks, share_bytes) +
         MapBytes(job.reads, [](const auto& reads) { return reads.size() * sizeof(StageNumber); });
}

int64_t BytesOf(const BatchRecord& batch) {
  auto metadata_bytes = [](const std::vector<std::string>& metadata) {
    int64_t bytes = 0;
    for (const std::string& text : metadata) bytes += sizeof(text) + TextBytes(text);
    return bytes;
  };
  auto output_bytes = [](const OutputRecord& output) { return TextBytes(output.name, output.result.message()); };
  return sizeof(batch) + TextBytes(batch.error) + MapBytes(batch.input_records, [](int64_t) { return 0; }) +
         MapBytes(batch.input_metadata, metadata_bytes) + MapBytes(batch.outputs, output_bytes);
}

int64_t BytesOf(const RunRecord& run) {
  return sizeof(run) + MapBytes(run.receivers, [](const ReceiverEvent& receiver) {
           return TextBytes(receiver.name, receiver.executor_host, receiver.message, receiver.error);
         });
}

int64_t BytesOf(const ExecutorRecord& executor) {
  return sizeof(executor) + TextBytes(executor.attached.worker, executor.attached.address, executor.reason);
}

}  // namespace sluice
