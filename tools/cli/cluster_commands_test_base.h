#ifndef SLUICE_TOOLS_CLI_CLUSTER_COMMANDS_TEST_BASE_H_
#define SLUICE_TOOLS_CLI_CLUSTER_COMMANDS_TEST_BASE_H_

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/clock/clock.h"
#include "common/fs/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/sluice_process.h"

namespace sluice {

constexpr char kApplication[] = "tools/cli/fake_application";

// Asks the cluster, by a command of its own each time, until its answer has `text`; the test fails after a while.
inline void AskFor(const std::string& text, const std::function<std::string()>& ask) {
  const absl::Time deadline = SystemClock().Now() + kPatience;
  while (!Has(ask(), text)) ASSERT_LT(SystemClock().Now(), deadline) << "never answered: " << text;
}

inline std::string After(const std::string& text, const std::string& mark) {
  const size_t at = text.find(mark);
  if (at == std::string::npos) return "";
  const size_t from = at + mark.size();
  return text.substr(from, text.find_first_of("\n,\"", from) - from);
}

// Real daemons on loopback, real children, and the command line as users call it; only the application is a fake.
class ClusterCommandsTest : public testing::Test {
 protected:
  void SetUp() override { StartDriver("127.0.0.1:0"); }
  // What daemons have started outlives them.
  void TearDown() override {
    driver_.reset();
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder())) {
      if (file.path().filename() != "process") continue;
      if (auto child = ChildProcess::Adopt(file.path(), [](ChildExit) {}); child.ok()) (*child)->Kill();
    }
  }

  void StartDriver(const std::string& listen, const Words& options = {}) {
    Words words = {"driver", "--listen", listen, "--web-listen", "127.0.0.1:0", "--data-dir", folder() + "/driver"};
    words.insert(words.end(), options.begin(), options.end());
    driver_ = std::make_unique<SluiceProcess>(folder(), words);
    driver_->WaitForOutput("listening on");
    address_ = After(driver_->Out(), "listening on ");
  }
  std::unique_ptr<SluiceProcess> StartWorker(const Words& flags = {}) {
    Words words = {"worker", "--driver", address_, "--cores", "2", "--data-dir", folder() + "/worker"};
    words.insert(words.end(), flags.begin(), flags.end());
    auto worker = std::make_unique<SluiceProcess>(folder(), words);
    worker->WaitForOutput("registered with " + address_);
    return worker;
  }
  std::unique_ptr<SluiceProcess> Command(Words words) {
    words.insert(words.begin() + 1, {"--driver", address_});
    return std::make_unique<SluiceProcess>(folder(), words);
  }
  // `order`: drain or undrain.
  std::unique_ptr<SluiceProcess> WorkerCommand(const std::string& order, const std::string& worker) {
    return std::make_unique<SluiceProcess>(folder(), Words{"worker", order, "--driver", address_, worker});
  }
  std::string Status() {
    auto status = Command({"status", "--json"});
    EXPECT_EQ(status->Code(), 0) << status->Err();
    return status->Out();
  }
  void WaitForStatus(const std::string& text) {
    AskFor(text, [this] { return Status(); });
  }
  // Of applications that run.
  std::vector<pid_t> DriverPids() {
    std::vector<pid_t> pids;
    const std::string mark = R"("driver_pid":)", json = Status();
    for (size_t at = json.find(mark); at != std::string::npos; at = json.find(mark, at + 1)) {
      const pid_t pid = std::stoi(json.substr(at + mark.size()));
      if (pid > 0) pids.push_back(pid);
    }
    return pids;
  }
  std::string SubmitDetached(const Words& flags, const Words& arguments) {
    Words words = {"submit", "--detach"};
    words.insert(words.end(), flags.begin(), flags.end());
    words.insert(words.end(), {kApplication, "--"});
    words.insert(words.end(), arguments.begin(), arguments.end());
    auto submit = Command(words);
    EXPECT_EQ(submit->Code(), 0) << submit->Err();
    const std::string out = submit->Out();
    return out.substr(0, out.find('\n'));
  }
  const std::string& folder() const { return folder_->path(); }

  absl::StatusOr<TemporaryFolder> folder_ = TemporaryFolder::Create("cluster");
  std::unique_ptr<SluiceProcess> driver_;
  std::string address_;
};

}  // namespace sluice

#endif  // SLUICE_TOOLS_CLI_CLUSTER_COMMANDS_TEST_BASE_H_
