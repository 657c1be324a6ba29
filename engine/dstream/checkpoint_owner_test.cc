#include "engine/dstream/checkpoint_owner.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/fs/files.h"
#include "common/fs/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::Each;
using testing::HasSubstr;

const CheckpointOwner::Introduction kSelf{.application = "app-7", .since = absl::FromUnixSeconds(1'700'000'000)};

// A process that tries to own the folder, tells whether it does, and stays until it is killed.
class Program {
 public:
  // Begins when `start` is closed.
  Program(const std::string& folder, const int (&start)[2]) {
    if (pipe(told_) != 0) ADD_FAILURE();
    pid_ = fork();
    if (pid_ != 0) return;
    close(start[1]);
    char none;
    (void)!read(start[0], &none, 1);
    auto owner = CheckpointOwner::Take(ThreadRuntime(), folder, kSelf);
    const std::string text = owner.ok() ? "owns" : std::string(owner.status().message());
    (void)!write(told_[1], text.data(), text.size());
    while (true) pause();
  }
  ~Program() {
    Kill();
    close(told_[0]);
    close(told_[1]);
  }
  void Kill() {
    if (pid_ < 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  std::string Told() const {
    char text[1000];
    return std::string(text, std::max<ssize_t>(read(told_[0], text, sizeof(text)), 0));
  }
  pid_t pid() const { return pid_; }

 private:
  int told_[2];
  pid_t pid_;
};

class CheckpointOwnerTest : public testing::Test {
 protected:
  TemporaryFolder folder_ = *TemporaryFolder::Create("owner");
};

TEST_F(CheckpointOwnerTest, OfProgramsThatStartAtOnceOneOwnsTheFolderAndTheOthersNameIt) {
  for (int round = 0; round < 3; ++round) {
    int start[2];
    ASSERT_EQ(pipe(start), 0);
    std::vector<std::unique_ptr<Program>> programs;
    for (int i = 0; i < 5; ++i) programs.push_back(std::make_unique<Program>(folder_.path(), start));
    close(start[0]);
    close(start[1]);
    pid_t owner = 0;
    std::vector<std::string> refusals;
    for (const auto& program : programs) {
      const std::string told = program->Told();
      if (told == "owns") {
        EXPECT_EQ(owner, 0);
        owner = program->pid();
      } else {
        refusals.push_back(told);
      }
    }
    EXPECT_NE(owner, 0);
    EXPECT_THAT(refusals, Each(HasSubstr(" is in use by another program: host=")));
    EXPECT_THAT(refusals,
                Each(HasSubstr(StrCat(" pid=", owner, " since=2023-11-14T22:13:20+00:00 application=app-7;"))));
  }  // All are killed, and the next ones begin at once.
}

TEST_F(CheckpointOwnerTest, GivesTheFolderBackInOrder) {
  auto owner = CheckpointOwner::Take(ThreadRuntime(), folder_.path(), kSelf);
  ASSERT_THAT(owner, IsOk());
  EXPECT_TRUE((*owner)->is_alone());
  owner->reset();
  EXPECT_EQ(LocalFiles().Read(folder_.path() + "/owner")->view(), "");
  EXPECT_THAT(CheckpointOwner::Take(ThreadRuntime(), folder_.path(), kSelf), IsOk());
}

TEST_F(CheckpointOwnerTest, AFolderThatIsNotThereIsNamed) {
  EXPECT_THAT(CheckpointOwner::Take(ThreadRuntime(), folder_.path() + "/gone", kSelf),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr(folder_.path() + "/gone")));
}

}  // namespace
}  // namespace sluice
