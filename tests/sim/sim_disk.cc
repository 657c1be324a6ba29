#include "tests/sim/sim_disk.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/status.h"

namespace sluice {
// It goes with its process: what that has appended is known until then.
class SimAppendFile : public AppendFile {
 public:
  SimAppendFile(SimFiles& files, std::shared_ptr<AppendFile> file) : files_(files), file_(std::move(file)) {}
  absl::Status Append(std::string_view bytes) override {
    return files_.Make([&] { return file_->Append(bytes); });
  }
  absl::Status Sync() override {
    return files_.Make([&] { return file_->Sync(); });
  }

 private:
  SimFiles& files_;
  const std::shared_ptr<AppendFile> file_;
};

void SimDisk::Fill(absl::Duration lasts) { Begin(full_, lasts); }
void SimDisk::SetReadOnly(absl::Duration lasts) { Begin(read_only_, lasts); }
void SimDisk::FailSyncs(absl::Duration lasts) { Begin(failing_syncs_, lasts); }

void SimDisk::SlowDown(absl::Duration lasts, absl::Duration delay) {
  slow_until_ = std::max(slow_until_, loop_.clock().Now() + lasts);
  delay_ = delay;
}

void SimDisk::WaitWhileSlow() {
  if (loop_.clock().Now() >= slow_until_) return;
  ++waits_;
  loop_.NewEvent()->Wait(delay_ * static_cast<int>(random_.Below(1000)) / 1000);
}

void SimDisk::Begin(Trouble& trouble, absl::Duration lasts) {
  if (trouble.lasting++ == 0) trouble.set(true);
  loop_.After(lasts, [&trouble] {
    if (--trouble.lasting == 0) trouble.set(false);
  });
}

std::vector<std::string> SimDisk::FilesBelow(const std::string& folder) {
  std::vector<std::string> files;
  const absl::StatusOr<std::vector<std::string>> names = files_.List(folder);
  if (!names.ok()) return {folder};
  for (const std::string& name : *names) {
    for (std::string& file : FilesBelow(StrCat(folder == "/" ? "" : folder, "/", name))) {
      files.push_back(std::move(file));
    }
  }
  return files;
}

// Its file is .../received/TOKEN/STREAM/EPOCH/NUMBER, and .../received/TOKEN/STREAM/newest names another epoch.
bool SimDisk::IsFormerReceivedLog(const std::string& path) {
  const std::filesystem::path file(path), epoch = file.parent_path(), stream = epoch.parent_path();
  int64_t number = 0;
  const bool is_log = absl::SimpleAtoi(file.filename().string(), &number);
  if (!is_log || stream.parent_path().parent_path().filename() != "received") return false;
  const absl::StatusOr<Buffer> newest = files_.Read(stream / "newest");
  return newest.ok() && newest->view() != epoch.filename().string();
}

int64_t SimDisk::refusals() const {
  int64_t all = 0;
  for (const auto& [code, count] : refusals_) all += count;
  return all;
}

int64_t SimDisk::refusals(absl::StatusCode code) const {
  const auto found = refusals_.find(code);
  return found == refusals_.end() ? 0 : found->second;
}

void SimDisk::NoteRead(const std::string& path, int64_t offset, int64_t bytes) {
  for (const auto& [file, byte] : flipped_) damaged_reads_ += file == path && byte >= offset && byte < offset + bytes;
}

std::string SimDisk::FlipBitOfReceivedLog() {
  std::vector<std::string> logs;
  for (std::string& path : FilesBelow("/")) {
    if (IsFormerReceivedLog(path)) logs.push_back(std::move(path));
  }
  if (logs.empty()) return "";
  const std::string& path = logs[random_.Below(logs.size())];
  std::string contents(files_.Read(path)->view());
  if (contents.empty()) return "";
  const auto bit = static_cast<int64_t>(random_.Below(contents.size() * 8));
  files_.FlipBit(path, bit);
  flipped_.emplace_back(path, bit / 8);
  return contents;
}

void SimFiles::Die(bool loses_power) {
  dead_ = true;
  if (!loses_power) return;
  for (const auto& file : appended_) disk_.files_torn_ += disk_.files_.CrashWriterOf(*file, disk_.random_);
}

absl::Status SimFiles::CheckAlive() const {
  disk_.WaitWhileSlow();
  return dead_ ? absl::UnavailableError("the process was killed") : absl::OkStatus();
}

template <class Change>
absl::Status SimFiles::Make(const Change& change) {
  SLUICE_RETURN_IF_ERROR(CheckAlive());
  absl::Status made = change();
  // What is not there, or is, is no trouble of the disk.
  if (!made.ok() && !absl::IsNotFound(made) && !absl::IsAlreadyExists(made) && !absl::IsAborted(made)) {
    ++disk_.refusals_[made.code()];
  }
  return made;
}

absl::StatusOr<Buffer> SimFiles::Read(const std::string& path) {
  SLUICE_RETURN_IF_ERROR(CheckAlive());
  absl::StatusOr<Buffer> bytes = disk_.files_.Read(path);
  if (bytes.ok()) disk_.NoteRead(path, 0, static_cast<int64_t>(bytes->size()));
  return bytes;
}

absl::StatusOr<Buffer> SimFiles::ReadPart(const std::string& path, int64_t offset, int64_t bytes) {
  SLUICE_RETURN_IF_ERROR(CheckAlive());
  disk_.NoteRead(path, offset, bytes);
  return disk_.files_.ReadPart(path, offset, bytes);
}

absl::StatusOr<std::vector<std::string>> SimFiles::List(const std::string& folder) {
  SLUICE_RETURN_IF_ERROR(CheckAlive());
  return disk_.files_.List(folder);
}

absl::StatusOr<std::unique_ptr<AppendFile>> SimFiles::OpenAppend(const std::string& path) {
  absl::StatusOr<std::unique_ptr<AppendFile>> opened = absl::UnknownError("");
  SLUICE_RETURN_IF_ERROR(Make([&] {
    opened = disk_.files_.OpenAppend(path);
    return opened.status();
  }));
  appended_.emplace_back(*std::move(opened));
  return std::make_unique<SimAppendFile>(*this, appended_.back());
}

absl::Status SimFiles::Publish(const std::string& path, std::string_view contents) {
  return Make([&] { return disk_.files_.Publish(path, contents); });
}

absl::Status SimFiles::Truncate(const std::string& path, int64_t bytes) {
  return Make([&] { return disk_.files_.Truncate(path, bytes); });
}

absl::Status SimFiles::Remove(const std::string& path) {
  return Make([&] { return disk_.files_.Remove(path); });
}

absl::Status SimFiles::RemoveTree(const std::string& path) {
  return Make([&] { return disk_.files_.RemoveTree(path); });
}

absl::Status SimFiles::MakeFolder(const std::string& path) {
  return Make([&] { return disk_.files_.MakeFolder(path); });
}

absl::Status SimFiles::Rename(const std::string& from, const std::string& to) {
  return Make([&] { return disk_.files_.Rename(from, to); });
}

absl::Status SimFiles::PublishThrough(const std::string& door, const std::string& path, std::string_view contents) {
  return Make([&] { return disk_.files_.PublishThrough(door, path, contents); });
}

absl::Status SimFiles::RemoveThrough(const std::string& door, const std::string& path) {
  return Make([&] { return disk_.files_.RemoveThrough(door, path); });
}

}  // namespace sluice
