#include "engine/dstream/checkpoint_writer.h"

#include <cstdint>

#include "absl/strings/str_format.h"
#include "common/actor/runtime.h"
#include "common/base/status.h"
#include "common/base/user_code.h"

namespace sluice {
namespace {

std::string NewName(Runtime& runtime) {
  const uint64_t high = runtime.Random(), low = runtime.Random();
  return absl::StrFormat("%016x%016x", high, low);
}

}  // namespace

CheckpointWriter::CheckpointWriter(Runtime& runtime, StreamTimeline& timeline, Describe describe)
    : timeline_(timeline), describe_(std::move(describe)), program_(NewName(runtime)), turn_(runtime) {}

void CheckpointWriter::GoOnAs(std::string program) {
  program_ = std::move(program);
  TurnLock turn(&turn_);
  is_known_ = true;
}

absl::Status CheckpointWriter::OnBatchBegun(bool what_arrives) {
  if (!writes()) return absl::OkStatus();
  TurnLock turn(&turn_);
  if (is_known_ && !what_arrives) return absl::OkStatus();
  SLUICE_RETURN_IF_ERROR(WriteAsOf(timeline_.done()));
  is_known_ = true;
  return absl::OkStatus();
}

absl::Status CheckpointWriter::OnBatchEnded(BatchTime batch) {
  TurnLock turn(&turn_);
  SLUICE_RETURN_IF_ERROR(WriteAsOf(batch));
  timeline_.SetDone(batch);
  return absl::OkStatus();
}

absl::Status CheckpointWriter::WriteAsOf(BatchTime last_finished) const {
  if (!writes()) return absl::OkStatus();
  return Annotate(CallUserCode([&] { return write_(describe_(last_finished)); }), "write checkpoint");
}

}  // namespace sluice
