#ifndef SLUICE_TOOLS_CHECKPOINT_CHECKPOINT_LAYOUT_H_
#define SLUICE_TOOLS_CHECKPOINT_CHECKPOINT_LAYOUT_H_

#include <string>
#include <string_view>

namespace sluice {

// What a file of a checkpoint directory is, by its path in it.
struct CheckpointFile {
  enum class Kind {
    kCheckpoint,       // checkpoint-<time>
    kOwner,            // lease-<token>/holder
    kStatePartitions,  // state/<stream>/partitions
    kState,            // state/<stream>/<partition>/<changes or part of a snapshot>
    kSaved,            // batches/<stream>/<SavedBatchName>/<object file>
    kUnfinished,       // unfinished/<input>/<SavedBatchName>/<object file>
    kRdd,              // rdd-<number>/<object file>
    kLog,              // blocks-<number>, a record log.
    kReceived,         // received/<token>/<stream>/<start of its receiver>/<number>, a record log.
    kReceivedState,    // received/<token>/<stream>/newest, …/<start of its receiver>/end
    kLeftOver,         // What a writer did not live to publish.
    kOther,
  };
  Kind kind = Kind::kOther;
  std::string part;  // The folder that it belongs to with others, or its own path.
};
CheckpointFile FileOf(std::string_view path);

// Nobody reads it otherwise; "checkpoint", "state" and so on.
const char* ToString(CheckpointFile::Kind kind);

// "a/b/c" -> "a/b"; empty if there is no folder.
std::string_view FolderOf(std::string_view path);

}  // namespace sluice

#endif  // SLUICE_TOOLS_CHECKPOINT_CHECKPOINT_LAYOUT_H_
