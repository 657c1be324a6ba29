// `sluice checkpoint` as users and scripts call it.
#include <sys/wait.h>

#include <cstdio>
#include <string>

#include "common/base/status_matchers.h"
#include "common/fs/files.h"
#include "common/fs/temporary_folder.h"
#include "engine/dstream/stream_checkpoint.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::StartsWith;

struct Ended {
  int code = 0;
  std::string text;  // What it printed, errors among it.
};

Ended Sluice(const std::string& words) {
  std::FILE* pipe = popen(("HOME=/nonexistent tools/sluice " + words + " 2>&1").c_str(), "r");
  Ended ended;
  for (int c = std::getc(pipe); c != EOF; c = std::getc(pipe)) ended.text += static_cast<char>(c);
  ended.code = WEXITSTATUS(pclose(pipe));
  return ended;
}

class CheckpointCommandTest : public testing::Test {
 protected:
  CheckpointCommandTest() {
    StreamCheckpoint checkpoint{.interval_millis = 1000, .zero = 5000, .last_finished = 9000, .fingerprint = 0xabc};
    checkpoint.inputs = {{"FileInputDStream", ""}};
    EXPECT_THAT(StreamCheckpointFolder(LocalFiles(), folder_.path()).Write(checkpoint), IsOk());
  }
  std::string checkpoint() const { return folder_.path() + "/checkpoint-9000"; }

  TemporaryFolder folder_ = *TemporaryFolder::Create("looked into");
};

TEST_F(CheckpointCommandTest, ShowsWhoseItIsAndHowFar) {
  const Ended shown = Sluice("checkpoint show '" + folder_.path() + "'");
  EXPECT_EQ(shown.code, 0);
  EXPECT_THAT(shown.text, AllOf(HasSubstr("batches of 1000 ms since 5000 ms, streams 0000000000000abc"),
                                HasSubstr("FileInputDStream"), HasSubstr("finished     9000 ms")));
  const Ended json = Sluice("checkpoint show --json '" + folder_.path() + "'");
  EXPECT_THAT(json.text, AllOf(StartsWith("{\"directory\":"), HasSubstr(R"("last_finished_batch":9000)"),
                               HasSubstr(R"("inputs":["FileInputDStream"])")));
  EXPECT_THAT(Sluice("checkpoint list '" + folder_.path() + "'").text, HasSubstr("checkpoint         checkpoint-9000"));
}

TEST_F(CheckpointCommandTest, VerifyEndsWithOneAndNamesFileAndOffset) {
  const Ended whole = Sluice("checkpoint verify '" + folder_.path() + "'");
  EXPECT_EQ(whole.code, 0);
  EXPECT_THAT(whole.text, HasSubstr(" is whole: 1 files of "));
  EXPECT_THAT(whole.text, HasSubstr("a program goes on after batch 9000 ms"));
  std::string bytes(LocalFiles().Read(checkpoint())->view());
  bytes[20] ^= 1;
  ASSERT_THAT(LocalFiles().Publish(checkpoint(), bytes), IsOk());
  const Ended damaged = Sluice("checkpoint verify '" + folder_.path() + "'");
  EXPECT_EQ(damaged.code, 1);
  EXPECT_THAT(damaged.text, StartsWith("flipped bit: checkpoint-9000 at offset 20: "));
  EXPECT_THAT(damaged.text, HasSubstr("a program cannot go on from it"));
  const Ended json = Sluice("checkpoint verify --json '" + folder_.path() + "'");
  EXPECT_EQ(json.code, 1);
  EXPECT_THAT(json.text, AllOf(HasSubstr(R"("whole":false)"), HasSubstr(R"("file":"checkpoint-9000","offset":20)")));
}

TEST_F(CheckpointCommandTest, WhatIsNoCheckpointDirectoryIsAnErrorAndWrongUsageIsTwo) {
  const Ended none = Sluice("checkpoint verify '" + folder_.path() + "/none'");
  EXPECT_EQ(none.code, 1);
  EXPECT_THAT(none.text, AllOf(StartsWith("sluice checkpoint: "), HasSubstr(folder_.path() + "/none")));
  const Ended question = Sluice("checkpoint mend '" + folder_.path() + "'");
  EXPECT_EQ(question.code, 2);
  EXPECT_THAT(question.text, HasSubstr("there is no \"mend\""));
  EXPECT_EQ(Sluice("checkpoint show").code, 2);
  EXPECT_THAT(Sluice("--help").text, ContainsRegex("checkpoint +Look into a checkpoint directory"));
  EXPECT_THAT(Sluice("checkpoint --help").text, HasSubstr("verify: reads\nevery file"));
}

}  // namespace
}  // namespace sluice
