#include "tools/checkpoint/checkpoint_reports.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "common/base/printable.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/file_uri.h"
#include "engine/dstream/stream_checkpoint.h"
#include "state/checkpoint/lease_folder.h"
#include "tools/checkpoint/checkpoint_layout.h"
#include "tools/checkpoint/checkpoint_verifier.h"
#include "tools/checkpoint/read_only_files.h"
#include "tools/checkpoint/state_survey.h"

namespace sluice {
namespace {

using Kind = CheckpointFile::Kind;

std::string Shown(const std::string& directory) { return ToMessageText(WithoutSecrets(AbsolutePath(directory))); }

absl::Status NoCheckpointIn(const std::string& directory) {
  return absl::NotFoundError(StrCat("there is no checkpoint of a streaming program in ", Shown(directory)));
}

std::set<int64_t> TimesOf(const std::vector<FoundFile>& files) {
  std::set<int64_t> times;
  for (const FoundFile& file : files) {
    if (const std::optional<int64_t> time = StreamCheckpointFolder::TimeOf(file.path)) times.insert(*time);
  }
  return times;
}

// The newest one that is whole, as a program reads it. An error: none is, and what is wrong with the newest.
absl::StatusOr<StreamCheckpoint> ReadNewest(ReadOnlyFiles& files, const std::set<int64_t>& times) {
  absl::Status first = absl::NotFoundError("it is gone");
  for (auto time = times.rbegin(); time != times.rend(); ++time) {
    const std::string name = StreamCheckpointFolder::NameOf(*time);
    const absl::StatusOr<Buffer> file = files.Read(name);
    absl::Status status = file.status();
    if (file.ok()) {
      absl::StatusOr<StreamCheckpoint> checkpoint = DecodeStreamCheckpoint(file->view());
      if (checkpoint.ok()) return checkpoint;
      status = checkpoint.status();
    }
    if (time == times.rbegin()) first = absl::DataLossError(StrCat(name, ": ", status.message()));
  }
  return first;
}

// Empty: nobody has it, or it cannot be read who does.
std::string OwnerOf(ReadOnlyFiles& files, const std::vector<FoundFile>& found) {
  SeenLease newest;
  for (const FoundFile& file : found) {
    const int64_t token = LeaseFolder::TokenOf(FolderOf(file.path));
    if (FileOf(file.path).kind != Kind::kOwner || token <= newest.token) continue;
    const absl::StatusOr<Buffer> bytes = files.Read(file.path);
    newest = {token, bytes.ok() ? std::string(bytes->view()) : ""};
  }
  const std::optional<LeaseRecord> holder = HolderOf(newest);
  return holder.has_value() && !holder->is_given_back ? ToString(*holder) : "";
}

// batches/3/5000-1/part-00000 -> batches/3: 5000.
std::map<std::string, std::set<int64_t>> BatchesOf(const std::vector<FoundFile>& files, Kind kind) {
  std::map<std::string, std::set<int64_t>> batches;
  for (const FoundFile& file : files) {
    const CheckpointFile known = FileOf(file.path);
    const std::string_view folder = FileName(FolderOf(file.path));
    int64_t time;
    const bool is_whole = known.kind == kind && FileName(file.path) == "_SUCCESS";
    if (is_whole && absl::SimpleAtoi(ToAbsl(folder.substr(0, folder.find('-'))), &time))
      batches[known.part].insert(time);
  }
  return batches;
}

void AddBatches(const std::map<std::string, std::set<int64_t>>& batches,
                google::protobuf::RepeatedPtrField<v1::CheckpointBatches>& to, int64_t& begun) {
  for (const auto& [path, times] : batches) {
    v1::CheckpointBatches& part = *to.Add();
    part.set_path(ToMessageText(path));
    for (int64_t time : times) part.add_batches(time);
    begun = std::max(begun, *times.rbegin());
  }
}

void AddState(const SurveyedState& state, const std::vector<FoundFile>& files, v1::CheckpointSummary& summary) {
  v1::CheckpointState& shown = *summary.add_states();
  shown.set_stream(ToMessageText(state.stream));
  shown.set_partitions(static_cast<int32_t>(state.partitions.size()));
  const std::vector<int64_t> versions = WholeVersions(state);
  shown.set_oldest_version(versions.empty() ? kNoStateVersion : versions.front());
  shown.set_newest_version(versions.empty() ? kNoStateVersion : versions.back());
  const std::string part = StrCat("state/", state.stream);
  for (const FoundFile& file : files) {
    if (FileOf(file.path).part == part) shown.set_bytes(shown.bytes() + file.bytes);
  }
}

void AddProgram(const StreamCheckpoint& checkpoint, v1::CheckpointSummary& summary) {
  summary.set_batch_interval_millis(checkpoint.interval_millis);
  summary.set_zero_time(checkpoint.zero);
  summary.set_last_finished_batch(checkpoint.last_finished);
  summary.set_streams(absl::StrFormat("%016x", checkpoint.fingerprint));
  summary.set_changed_programs(checkpoint.generation);
  for (const StreamCheckpoint::Input& input : checkpoint.inputs) summary.add_inputs(ToMessageText(input.name));
}

}  // namespace

absl::StatusOr<v1::CheckpointListing> ListCheckpoint(const std::string& directory) {
  SLUICE_ASSIGN_OR_RETURN(ReadOnlyFiles files, ReadOnlyFiles::In(directory));
  SLUICE_ASSIGN_OR_RETURN(const std::vector<FoundFile> found, files.Walk());
  v1::CheckpointListing listing;
  listing.set_directory(Shown(directory));
  std::map<std::string, v1::CheckpointPart*> parts;
  for (const FoundFile& file : found) {
    const CheckpointFile known = FileOf(file.path);
    v1::CheckpointPart*& part = parts[known.part];
    if (part == nullptr) part = listing.add_parts();
    part->set_kind(ToString(known.kind));
    part->set_path(ToMessageText(known.part));
    part->set_files(part->files() + 1);
    part->set_bytes(part->bytes() + file.bytes);
    part->set_changed_millis(std::max(part->changed_millis(), file.changed_millis));
  }
  return listing;
}

absl::StatusOr<v1::CheckpointSummary> SummarizeCheckpoint(const std::string& directory) {
  SLUICE_ASSIGN_OR_RETURN(ReadOnlyFiles files, ReadOnlyFiles::In(directory));
  SLUICE_ASSIGN_OR_RETURN(const std::vector<FoundFile> found, files.Walk());
  const std::set<int64_t> times = TimesOf(found);
  if (times.empty()) return NoCheckpointIn(directory);
  const absl::StatusOr<StreamCheckpoint> newest = ReadNewest(files, times);
  if (!newest.ok()) return Annotate(newest.status(), "no checkpoint in ", Shown(directory), " can be read");
  v1::CheckpointSummary summary;
  summary.set_directory(Shown(directory));
  summary.set_owner(ToMessageText(Shortened(OwnerOf(files, found), kReasonBytesMax)));
  AddProgram(*newest, summary);
  for (int64_t time : times) summary.add_checkpoints(time);
  int64_t begun = newest->last_finished;
  SLUICE_ASSIGN_OR_RETURN(const std::vector<SurveyedState> states, SurveyStates(files));
  for (const SurveyedState& state : states) {
    AddState(state, found, summary);
    begun = std::max(begun, VersionAt(state, std::numeric_limits<int64_t>::max()));
  }
  AddBatches(BatchesOf(found, Kind::kSaved), *summary.mutable_saved(), begun);
  AddBatches(BatchesOf(found, Kind::kUnfinished), *summary.mutable_unfinished(), begun);
  summary.set_last_begun_batch(begun);
  return summary;
}

absl::StatusOr<v1::CheckpointVerdict> VerifyCheckpoint(const std::string& directory) {
  SLUICE_ASSIGN_OR_RETURN(ReadOnlyFiles files, ReadOnlyFiles::In(directory));
  CheckpointVerifier verifier(files);
  const absl::Status verified = verifier.Verify();
  if (absl::IsNotFound(verified)) return NoCheckpointIn(directory);
  SLUICE_RETURN_IF_ERROR(verified);
  v1::CheckpointVerdict verdict = verifier.verdict();
  verdict.set_directory(Shown(directory));
  return verdict;
}

}  // namespace sluice
