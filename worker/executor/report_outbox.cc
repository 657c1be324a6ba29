#include "worker/executor/report_outbox.h"

#include "common/base/batch_key_proto.h"
#include "worker/executor/executor_messages.h"

namespace sluice {
namespace {

// More task results make another frame; a single one is at most kBlockBytesMax, which fits one.
constexpr int64_t kBodyBytesMax = 32 << 20;

}  // namespace

void ReportOutbox::AddBlock(const HeldBlock& block) { *Report().add_blocks() = ToProto(block); }

void ReportOutbox::AddCut(StreamId stream, Epoch epoch, const BatchKey& batch) {
  v1::CutDone& cut = *Report().add_cuts();
  cut.set_stream(stream.value());
  cut.set_epoch(epoch.value());
  *cut.mutable_batch() = ToProto(batch);
}

void ReportOutbox::AddReceiver(v1::ReceiverReport report) { *Report().add_receivers() = std::move(report); }

void ReportOutbox::AddTask(AttemptResult result) {
  *Report(TotalBytes(result.value) + TotalBytes(result.accumulator_updates)).add_tasks() = ToProto(result);
  Buffers& body = bundles_.back().body;
  body.insert(body.end(), result.value.begin(), result.value.end());
  body.insert(body.end(), result.accumulator_updates.begin(), result.accumulator_updates.end());
}

void ReportOutbox::AddTaken(const HeldMapOutput& output, bool is_here) {
  *(is_here ? Report().add_taken_outputs() : Report().add_refused_outputs()) = ToProto(output);
}

void ReportOutbox::AddBroadcastWanted(VariableKey key, int64_t offset) {
  v1::BroadcastWanted& wanted = *Report().add_broadcasts();
  wanted.set_key(key.value());
  wanted.set_offset(offset);
}

std::optional<Frame> ReportOutbox::Take(DriverLife life) {
  if (bundles_.empty()) return std::nullopt;
  bundles_.front().message.set_life(life.value());
  Frame frame{bundles_.front().message.SerializeAsString(), std::move(bundles_.front().body)};
  bundles_.pop_front();
  return frame;
}

void ReportOutbox::Clear() { bundles_.clear(); }

Frame ReportOutbox::Heartbeat(DriverLife life, const v1::ExecutorMetrics& metrics) {
  v1::ToDriver message;
  message.set_life(life.value());
  *message.mutable_report()->mutable_metrics() = metrics;
  return {message.SerializeAsString(), {}};
}

v1::Report& ReportOutbox::Report(int64_t body_bytes) {
  if (bundles_.empty()) wake_();
  if (bundles_.empty() || last_body_bytes_ + body_bytes > kBodyBytesMax) {
    bundles_.emplace_back();
    last_body_bytes_ = 0;
  }
  last_body_bytes_ += body_bytes;
  return *bundles_.back().message.mutable_report();
}

}  // namespace sluice
