#include "tools/checkpoint/checkpoint_verifier.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/file_uri.h"
#include "driver/block_master/block_log_survey.h"
#include "engine/dstream/saved_batch_name.h"
#include "state/checkpoint/lease_folder.h"
#include "tools/checkpoint/checkpoint_layout.h"

namespace sluice {
namespace {

using Kind = CheckpointFile::Kind;

std::optional<FileDamage> CheckContents(Kind kind, ReadOnlyFiles& files, const std::string& path, const Buffer& file) {
  switch (kind) {
    case Kind::kCheckpoint: return CheckCheckpointFile(file);
    case Kind::kState: return CheckStateFile(file, std::string(FileName(path)));
    case Kind::kSaved:
    case Kind::kUnfinished:
    case Kind::kRdd: return path.ends_with("_SUCCESS") ? std::nullopt : CheckObjectFile(file);
    case Kind::kLog:
    case Kind::kReceived: return CheckRecordLog(files, path);
    default: return std::nullopt;
  }
}

bool IsChecked(Kind kind) {
  return kind != Kind::kOwner && kind != Kind::kReceivedState && kind != Kind::kLeftOver && kind != Kind::kOther;
}

// Of a state file; its name begins with it.
std::string VersionPrefix(int64_t version) { return absl::StrFormat("%020d", version); }

}  // namespace

absl::Status CheckpointVerifier::Verify() {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<FoundFile> found, files_.Walk());
  for (const FoundFile& file : found) CheckFile(file);
  if (!knows_a_part_) return absl::NotFoundError("there is no checkpoint of a streaming program");
  CheckSavedBatches();
  SLUICE_ASSIGN_OR_RETURN(const std::vector<SurveyedState> states, SurveyStates(files_));
  SLUICE_RETURN_IF_ERROR(ForgetRemovedCheckpoints());
  for (const SurveyedState& state : states) CheckState(state);
  SLUICE_RETURN_IF_ERROR(CheckAgainstNewest());
  Conclude();
  return absl::OkStatus();
}

void CheckpointVerifier::CheckFile(const FoundFile& file) {
  const Kind kind = FileOf(file.path).kind;
  if (kind == Kind::kOwner) leases_.insert(LeaseFolder::TokenOf(FolderOf(file.path)));
  if (!IsChecked(kind)) return;
  const absl::StatusOr<Buffer> contents = files_.Read(file.path);
  if (absl::IsNotFound(contents.status())) return;  // The program that runs there has removed it meanwhile.
  knows_a_part_ = true;
  has_streams_ |= kind != Kind::kRdd && kind != Kind::kLog;
  verdict_.set_files(verdict_.files() + 1);
  verdict_.set_bytes(verdict_.bytes() + file.bytes);
  const bool is_saved = kind == Kind::kSaved || kind == Kind::kUnfinished || kind == Kind::kRdd;
  if (is_saved) saved_[std::string(FolderOf(file.path))].insert(std::string(FileName(file.path)));
  std::optional<FileDamage> damage =
      contents.ok() ? CheckContents(kind, files_, file.path, *contents)
                    : FileDamage{FileDamage::Kind::kUnreadable, 0, std::string(contents.status().message())};
  if (damage.has_value()) AddDamage(file.path, *damage);
  if (kind != Kind::kCheckpoint) return;
  const int64_t time = *StreamCheckpointFolder::TimeOf(file.path);
  checkpoints_.insert(time);
  if (!damage.has_value()) whole_checkpoints_.emplace(time, *DecodeStreamCheckpoint(contents->view()));
}

// A program that runs there has removed them, and may have removed states that only they need.
absl::Status CheckpointVerifier::ForgetRemovedCheckpoints() {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> names, files_.List(""));
  const std::set<std::string> there(names.begin(), names.end());
  auto is_gone = [&there](int64_t time) { return !there.contains(StreamCheckpointFolder::NameOf(time)); };
  std::erase_if(checkpoints_, is_gone);
  std::erase_if(whole_checkpoints_, [&](const auto& checkpoint) { return is_gone(checkpoint.first); });
  return absl::OkStatus();
}

void CheckpointVerifier::AddDamage(const std::string& path, const FileDamage& damage) {
  v1::CheckpointFinding finding;
  finding.set_kind(ToString(damage.kind));
  finding.set_file(path);
  finding.set_offset(damage.offset);
  finding.set_text(damage.text);
  finding.set_harmless(damage.kind == FileDamage::Kind::kTornTail);
  if (!finding.harmless()) broken_.insert(path);
  AddFinding(std::move(finding));
}

void CheckpointVerifier::AddMissing(const std::string& path, const std::string& text) {
  if (!missing_.insert(path).second) return;
  v1::CheckpointFinding finding;
  finding.set_kind("missing");
  finding.set_file(path);
  finding.set_offset(-1);
  finding.set_text(text);
  AddFinding(std::move(finding));
}

void CheckpointVerifier::AddRefused(const std::string& path, const std::string& text) {
  AddMissing(path, text);
  is_refused_ = true;
}

void CheckpointVerifier::AddFinding(v1::CheckpointFinding finding) { *verdict_.add_findings() = std::move(finding); }

// _SUCCESS comes after all parts. A folder without it is passed by.
void CheckpointVerifier::CheckSavedBatches() {
  std::map<std::string, std::set<int64_t>> whole_of_folder;
  for (const auto& [folder, names] : saved_) {
    if (!names.contains(SavedBatchName::kWhole)) continue;
    const std::optional<SavedBatchName> batch = SavedBatchName::Parse(FileName(folder));
    const int parts = batch.has_value() ? batch->parts : static_cast<int>(names.size()) - 1;
    for (const std::string& name : SavedBatchName{.parts = parts}.Files()) {
      if (!names.contains(name)) AddMissing(StrCat(folder, "/", name), "other parts of the batch are there");
    }
    if (batch.has_value() && folder.starts_with("batches/")) {
      whole_of_folder[std::string(FolderOf(folder))].insert(batch->batch.value());
    }
  }
  for (const auto& [folder, batches] : whole_of_folder) CheckWholeBatches(folder, batches);
}

// Each batch of a stream is saved, so they are as far apart as the two that are closest.
void CheckpointVerifier::CheckWholeBatches(const std::string& folder, const std::set<int64_t>& batches) {
  std::optional<int64_t> slide;
  for (auto batch = batches.begin(); std::next(batch) != batches.end(); ++batch) {
    const int64_t apart = *std::next(batch) - *batch;
    slide = std::min(slide.value_or(apart), apart);
  }
  for (auto batch = batches.begin(); slide.has_value() && std::next(batch) != batches.end(); ++batch) {
    for (int64_t between = *batch + *slide; between < *std::next(batch); between += *slide) {
      AddMissing(StrCat(folder, "/", between, "-*"), "batches before and behind it are there");
    }
  }
}

absl::Status CheckpointVerifier::CheckAgainstNewest() {
  if (whole_checkpoints_.empty()) return absl::OkStatus();
  const StreamCheckpoint& newest = whole_checkpoints_.rbegin()->second;
  for (const std::string& name : newest.saved) {
    const std::string folder = StrCat("batches/", name, "/");
    const auto first = saved_.lower_bound(folder);
    const bool is_there = first != saved_.end() && first->first.starts_with(folder);
    if (!is_there) AddRefused(folder, "the newest checkpoint says that batches were saved in it");
  }
  CheckLease(newest);
  return CheckBlocks(newest);
}

void CheckpointVerifier::CheckLease(const StreamCheckpoint& newest) {
  if (newest.token <= 0 || (!leases_.empty() && *leases_.rbegin() >= newest.token)) return;
  AddRefused(StrCat("lease-", newest.token, "/holder"), "the newest checkpoint was written under this lease");
}

// A log that is damaged has been told of.
absl::Status CheckpointVerifier::CheckBlocks(const StreamCheckpoint& newest) {
  constexpr DriverLife kLaterThanAll(8'000'000);
  const auto log = ReadNewestBlockLog(files_, "", kLaterThanAll);
  if (!log.ok()) return absl::OkStatus();
  const CheckpointOfBlocks checkpoint{BatchTime(newest.last_finished), newest.receives ? newest.token : 0};
  SLUICE_ASSIGN_OR_RETURN(const std::vector<MissingFile> missing, FindMissingOfBlocks(files_, "", checkpoint, *log));
  for (const MissingFile& file : missing) AddRefused(file.path.substr(1), file.why);
  return absl::OkStatus();
}

void CheckpointVerifier::CheckState(const SurveyedState& state) {
  if (!state.knows_partitions) {
    AddMissing(state.partitions_file, "it should hold the number of partitions of the state");
  }
  for (const StateFolderContents& contents : state.partitions) {
    for (const auto& [version, path] : contents.missing) AddMissing(path, "the last part of its snapshot is there");
  }
  for (const auto& [batch, checkpoint] : whole_checkpoints_) {
    if (!CheckStateAt(state, batch) || !state.knows_partitions) lost_states_.insert(batch);
  }
}

bool CheckpointVerifier::CheckStateAt(const SurveyedState& state, int64_t batch) {
  const int64_t version = VersionAt(state, batch);
  if (version == kNoStateVersion) return true;  // It began later.
  bool is_there = true;
  for (size_t partition = 0; partition < state.partitions.size(); ++partition) {
    is_there &= CheckPartitionAt(state, static_cast<int>(partition), version);
  }
  return is_there;
}

bool CheckpointVerifier::CheckPartitionAt(const SurveyedState& state, int partition, int64_t version) {
  const std::string folder = PartitionFolder(state.stream, partition);
  auto is_broken = [&](int64_t of, bool snapshot) {
    const std::string prefix = StrCat(folder, "/", VersionPrefix(of));
    for (auto path = broken_.lower_bound(prefix); path != broken_.end() && path->starts_with(prefix); ++path) {
      if ((path->find(".snapshot.") != path->npos) == snapshot) return true;
    }
    return false;
  };
  const StateFolderContents& contents = state.partitions[partition];
  std::set<int64_t> unusable;
  for (const auto& [of, parts] : contents.snapshots) {
    if (is_broken(of, /*snapshot=*/true)) unusable.insert(of);
  }
  if (const std::optional<int64_t> missing = MissingFor(contents, version, unusable)) {
    AddMissing(StrCat(folder, "/", VersionPrefix(*missing), "-*.changes"),
               StrCat("needed to open version ", version, " of the state"));
    return false;
  }
  const StateChain chain = *FindChain(contents, version, unusable);
  return std::none_of(chain.versions.begin(), chain.versions.end(),
                      [&](int64_t of) { return is_broken(of, /*snapshot=*/false); });
}

// As a later run of the program reads it: the newest checkpoint that is whole, and the states that belong to it.
void CheckpointVerifier::Conclude() {
  if (checkpoints_.empty() && has_streams_) AddMissing("checkpoint-*", "a program would begin anew");
  const int64_t newest = whole_checkpoints_.empty() ? -1 : whole_checkpoints_.rbegin()->first;
  verdict_.set_goes_on_after(lost_states_.contains(newest) || is_refused_ ? -1 : newest);
  const auto& findings = verdict_.findings();
  verdict_.set_whole(std::all_of(findings.begin(), findings.end(), [](const auto& f) { return f.harmless(); }));
}

}  // namespace sluice
