#include "worker/executor/report_outbox.h"

#include <algorithm>

#include "common/base/batch_key_proto.h"
#include "common/base/body_splitter.h"
#include "common/base/pieces.h"
#include "worker/executor/executor_messages.h"

namespace sluice {
namespace {

void Append(const Buffers& from, Buffers& to) { to.insert(to.end(), from.begin(), from.end()); }

// `bytes` of them at most, from the offset on; nothing if there are none.
Buffers Piece(const Buffers& whole, int64_t offset, int64_t bytes) {
  const auto total = static_cast<int64_t>(TotalBytes(whole));
  if (offset < 0 || offset >= total) return {};
  BodySplitter splitter(whole);
  splitter.Take(offset);
  return splitter.Take(std::min(bytes, total - offset)).value_or(Buffers());
}

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
  v1::TaskReport report = ToProto(result);
  Buffers bytes = std::move(result.value);
  Append(result.accumulator_updates, bytes);
  const auto size = static_cast<int64_t>(TotalBytes(bytes));
  report.set_is_held(size > kSmallBytesMax);
  *Report(report.is_held() ? 0 : size).add_tasks() = report;
  report.is_held() ? void(held_[result.task] = std::move(bytes)) : Append(bytes, bundles_.back().results);
}

void ReportOutbox::AddResultPiece(const v1::ResultWanted& wanted) {
  auto held = held_.find(TaskId(wanted.task()));
  const Buffers bytes = held == held_.end() ? Buffers() : Piece(held->second, wanted.offset(), kPieceBytes);
  const auto size = static_cast<int64_t>(TotalBytes(bytes));
  v1::ResultPiece& piece = *Report(size).add_results();
  piece.set_task(wanted.task());
  piece.set_offset(wanted.offset());
  piece.set_bytes(size);
  Append(bytes, bundles_.back().pieces);
  const bool is_last = held != held_.end() && wanted.offset() + size == static_cast<int64_t>(TotalBytes(held->second));
  if (is_last) held_.erase(held);
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
  Frame frame{bundles_.front().message.SerializeAsString(), std::move(bundles_.front().results)};
  Append(bundles_.front().pieces, frame.body);
  bundles_.pop_front();
  return frame;
}

void ReportOutbox::Clear() {
  bundles_.clear();
  held_.clear();
}

Frame ReportOutbox::Heartbeat(DriverLife life, const v1::ExecutorMetrics& metrics) {
  v1::ToDriver message;
  message.set_life(life.value());
  *message.mutable_report()->mutable_metrics() = metrics;
  return {message.SerializeAsString(), {}};
}

Frame ReportOutbox::SignOfLife(DriverLife life) {
  v1::ToDriver message;
  message.set_life(life.value());
  message.mutable_report();
  return {message.SerializeAsString(), {}};
}

v1::Report& ReportOutbox::Report(int64_t body_bytes) {
  if (bundles_.empty()) wake_();
  if (bundles_.empty() || last_body_bytes_ + body_bytes > kPieceBytes) {
    bundles_.emplace_back();
    last_body_bytes_ = 0;
  }
  last_body_bytes_ += body_bytes;
  return *bundles_.back().message.mutable_report();
}

}  // namespace sluice
