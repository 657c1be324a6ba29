#ifndef SLUICE_STATE_CHECKPOINT_STOPPABLE_FILES_H_
#define SLUICE_STATE_CHECKPOINT_STOPPABLE_FILES_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/fs/files.h"

namespace sluice {

// The files of one simulated process, which stands still before one of its changes, as after SIGSTOP, and goes on
// later: so long no thread of it gets beyond its next call. Not thread-safe.
class StoppableFiles : public Files {
 public:
  // `stop_at`: the number of the change, from 1 on; 0: none. Both outlive it.
  StoppableFiles(SimLoop& loop, Files& files, int stop_at, absl::Duration stop_for)
      : loop_(loop), files_(files), stop_at_(stop_at), stop_for_(stop_for) {}

  // Called with each file that has been published, in whatever way.
  void SetOnPublished(std::function<void(const std::string& path)> told) { on_published_ = std::move(told); }

  absl::StatusOr<Buffer> Read(const std::string& path) override { return Wait(), files_.Read(path); }
  absl::StatusOr<Buffer> ReadPart(const std::string& path, int64_t offset, int64_t bytes) override {
    return Wait(), files_.ReadPart(path, offset, bytes);
  }
  absl::StatusOr<std::vector<std::string>> List(const std::string& path) override { return Wait(), files_.List(path); }
  absl::StatusOr<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) override {
    return Change(), files_.OpenAppend(path);
  }
  absl::Status Publish(const std::string& path, std::string_view contents) override {
    Change();
    return Told(path, files_.Publish(path, contents));
  }
  absl::Status Truncate(const std::string& path, int64_t bytes) override {
    return Change(), files_.Truncate(path, bytes);
  }
  absl::Status Remove(const std::string& path) override { return Change(), files_.Remove(path); }
  absl::Status RemoveTree(const std::string& path) override { return Change(), files_.RemoveTree(path); }
  absl::Status MakeFolder(const std::string& path) override { return Change(), files_.MakeFolder(path); }
  absl::Status Rename(const std::string& from, const std::string& to) override {
    return Change(), files_.Rename(from, to);
  }
  absl::Status PublishThrough(const std::string& door, const std::string& path, std::string_view contents) override {
    Change();
    return Told(path, files_.PublishThrough(door, path, contents));
  }
  absl::Status RemoveThrough(const std::string& door, const std::string& path) override {
    return Change(), files_.RemoveThrough(door, path);
  }

 private:
  void Change() {
    if (++changes_ == stop_at_) goes_on_at_ = loop_.clock().Now() + stop_for_;
    Wait();
  }
  absl::Status Told(const std::string& path, absl::Status published) const {
    if (published.ok() && on_published_) on_published_(path);
    return published;
  }
  void Wait() const {
    while (loop_.clock().Now() < goes_on_at_) loop_.NewEvent()->Wait(goes_on_at_ - loop_.clock().Now());
  }

  SimLoop& loop_;
  Files& files_;
  const int stop_at_;
  const absl::Duration stop_for_;
  int changes_ = 0;
  absl::Time goes_on_at_ = absl::InfinitePast();
  std::function<void(const std::string&)> on_published_;
};

}  // namespace sluice

#endif  // SLUICE_STATE_CHECKPOINT_STOPPABLE_FILES_H_
