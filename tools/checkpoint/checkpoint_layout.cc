#include "tools/checkpoint/checkpoint_layout.h"

#include <vector>

#include "absl/strings/str_split.h"
#include "common/base/str_cat.h"
#include "engine/dstream/stream_checkpoint.h"
#include "state/received/block_log_names.h"

namespace sluice {
namespace {

using Kind = CheckpointFile::Kind;

// Each publishes under another name first, and renames.
bool IsLeftOver(std::string_view name) { return name.ends_with(".tmp") || name.starts_with('.'); }

Kind KindOf(const std::vector<std::string>& names) {
  const std::string& first = names.front();
  const std::string& last = names.back();
  if (IsLeftOver(last)) return Kind::kLeftOver;
  if (names.size() == 1) {
    if (StreamCheckpointFolder::TimeOf(first)) return Kind::kCheckpoint;
    if (first.starts_with(kBlockLogPrefix)) return Kind::kLog;
    return Kind::kOther;
  }
  if (first.starts_with("lease-")) return last == "holder" ? Kind::kOwner : Kind::kLeftOver;
  if (first == "state" && names.size() == 3 && last == "partitions") return Kind::kStatePartitions;
  if (first == "state" && names.size() == 4) return Kind::kState;
  if (first == "batches" && names.size() == 4) return Kind::kSaved;
  if (first == "unfinished" && names.size() == 4) return Kind::kUnfinished;
  if (first.starts_with("rdd-") && names.size() == 2) return Kind::kRdd;
  if (first == "received" && (last == "newest" || last == "end")) return Kind::kReceivedState;
  if (first == "received" && names.size() == 5) return Kind::kReceived;
  return Kind::kOther;
}

}  // namespace

CheckpointFile FileOf(std::string_view path) {
  const std::vector<std::string> names = absl::StrSplit(ToAbsl(path), '/');
  CheckpointFile file{KindOf(names), std::string(path)};
  switch (file.kind) {
    case Kind::kStatePartitions:
    case Kind::kState:
    case Kind::kSaved:
    case Kind::kUnfinished:
    case Kind::kReceived:
    case Kind::kReceivedState: file.part = StrCat(names[0], "/", names[1]); break;
    case Kind::kRdd: file.part = names[0]; break;
    default: break;
  }
  return file;
}

const char* ToString(Kind kind) {
  switch (kind) {
    case Kind::kCheckpoint: return "checkpoint";
    case Kind::kOwner: return "owner";
    case Kind::kStatePartitions:
    case Kind::kState: return "state";
    case Kind::kSaved: return "saved batches";
    case Kind::kUnfinished: return "unfinished batches";
    case Kind::kRdd: return "rdd";
    case Kind::kLog: return "log";
    case Kind::kReceived:
    case Kind::kReceivedState: return "received";
    case Kind::kLeftOver: return "left over";
    case Kind::kOther: return "other";
  }
  return "other";
}

std::string_view FolderOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == path.npos ? std::string_view() : path.substr(0, slash);
}

}  // namespace sluice
