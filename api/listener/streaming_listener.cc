#include "api/listener/streaming_listener.h"

#include "absl/strings/str_join.h"

namespace sluice {
namespace {

std::optional<int64_t> Between(std::optional<int64_t> from, std::optional<int64_t> to) {
  return from && to ? std::optional(*to - *from) : std::nullopt;
}

}  // namespace

std::optional<std::string> StreamInputInfo::metadataDescription() const {
  return metadata.empty() ? std::nullopt : std::optional(absl::StrJoin(metadata, "\n"));
}
std::optional<int64_t> OutputOperationInfo::duration() const { return Between(startTime, endTime); }
std::optional<int64_t> BatchInfo::schedulingDelay() const { return Between(submissionTime, processingStartTime); }
std::optional<int64_t> BatchInfo::processingDelay() const { return Between(processingStartTime, processingEndTime); }
std::optional<int64_t> BatchInfo::totalDelay() const { return Between(submissionTime, processingEndTime); }
int64_t BatchInfo::numRecords() const {
  int64_t records = 0;
  for (const auto& [id, input] : streamIdToInputInfo) records += input.numRecords;
  return records;
}

}  // namespace sluice
