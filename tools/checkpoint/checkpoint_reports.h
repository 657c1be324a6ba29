#ifndef SLUICE_TOOLS_CHECKPOINT_CHECKPOINT_REPORTS_H_
#define SLUICE_TOOLS_CHECKPOINT_CHECKPOINT_REPORTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "proto/checkpoint.pb.h"

// What is to be known of a checkpoint directory, on any filesystem; nothing in it is changed, so it may be in use.
// Errors name the path: those of FileSystem, NOT_FOUND also if it is no checkpoint directory.
namespace sluice {

// Which parts it has, how big they are.
absl::StatusOr<v1::CheckpointListing> ListCheckpoint(const std::string& directory);

// Which program it is of, how far that has come. DATA_LOSS: none of its checkpoints can be read.
absl::StatusOr<v1::CheckpointSummary> SummarizeCheckpoint(const std::string& directory);

// Whether a later run finds all that it needs: reads every file, and looks for those that should be there.
absl::StatusOr<v1::CheckpointVerdict> VerifyCheckpoint(const std::string& directory);

// As people read them.
std::string ToText(const v1::CheckpointListing& listing);
std::string ToText(const v1::CheckpointSummary& summary);
std::string ToText(const v1::CheckpointVerdict& verdict);

}  // namespace sluice

#endif  // SLUICE_TOOLS_CHECKPOINT_CHECKPOINT_REPORTS_H_
