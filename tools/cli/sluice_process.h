#ifndef SLUICE_TOOLS_CLI_SLUICE_PROCESS_H_
#define SLUICE_TOOLS_CLI_SLUICE_PROCESS_H_

#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/base/str_cat.h"
#include "common/clock/clock.h"
#include "common/process/child_process.h"
#include "common/process/output_log.h"
#include "gtest/gtest.h"

namespace sluice {

using Words = std::vector<std::string>;

constexpr char kSluice[] = "tools/sluice";
constexpr absl::Duration kPatience = absl::Seconds(30);

inline bool Has(const std::string& output, const std::string& text) { return output.find(text) != std::string::npos; }

// Tells when something is written into a file of a folder.
class FolderWatch {
 public:
  explicit FolderWatch(const std::string& folder) : changes_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
    EXPECT_GE(inotify_add_watch(changes_, folder.c_str(), IN_CREATE | IN_MODIFY), 0);
  }
  ~FolderWatch() { close(changes_); }
  // False: nothing was for so long.
  bool Wait(absl::Duration limit) const {
    pollfd change{changes_, POLLIN, 0};
    const auto millis = static_cast<int>(absl::ToInt64Milliseconds(std::max(limit, absl::ZeroDuration())));
    if (poll(&change, 1, millis) != 1) return false;
    char events[4096];
    while (read(changes_, events, sizeof events) > 0) {
    }
    return true;
  }

 private:
  const int changes_;
};

// `sluice WORDS...` as a process of its own.
class SluiceProcess {
 public:
  SluiceProcess(const std::string& folder, const Words& words) : folder_(folder + "/run") {
    static int number = 0;
    folder_ += StrCat(++number);
    mkdir(folder_.c_str(), 0755);
    char* directory = getcwd(nullptr, 0);
    child_ = ChildProcess::Start({.name = StrCat("a command of a test, ", words[0]),
                                  .executable = std::string(directory) + "/" + kSluice,
                                  .arguments = words,
                                  .environment = {"HOME=" + folder},
                                  .directory = directory,
                                  .stdout_path = folder_ + "/out",
                                  .stderr_path = folder_ + "/err",
                                  .record = folder_ + "/process"},
                                 [this](ChildExit exit) { exit_.set_value(exit); })
                 .value();
    free(directory);
  }

  ~SluiceProcess() { child_->Kill(); }

  // Of a command that ends by itself, or was told to.
  int Code() {
    if (exited_.wait_for(std::chrono::seconds(60)) != std::future_status::ready) return -1;
    return exited_.get().ShellCode();
  }
  std::string Out() const { return ReadOutput(folder_ + "/out", 0, 1 << 20)->bytes; }
  std::string Err() const { return ReadOutput(folder_ + "/err", 0, 1 << 20)->bytes; }
  pid_t pid() const { return child_->pid(); }
  void Signal(int signal) { child_->Signal(signal); }
  void WaitForOutput(const std::string& text) {
    Await(text, [this] { return Out(); });
  }
  void WaitForError(const std::string& text) {
    Await(text, [this] { return Err(); });
  }

 private:
  // The test fails after a while.
  void Await(const std::string& text, const std::function<std::string()>& output) {
    const FolderWatch written(folder_);
    const absl::Time deadline = SystemClock().Now() + kPatience;
    while (!Has(output(), text)) ASSERT_TRUE(written.Wait(deadline - SystemClock().Now())) << "never said: " << text;
  }

  std::string folder_;
  std::promise<ChildExit> exit_;
  std::shared_future<ChildExit> exited_ = exit_.get_future().share();
  std::unique_ptr<ChildProcess> child_;
};

}  // namespace sluice

#endif  // SLUICE_TOOLS_CLI_SLUICE_PROCESS_H_
