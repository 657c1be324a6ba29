#include "tools/cli/resumed_application.h"

#include <memory>
#include <string>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/fs/memory_files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "state/checkpoint/lease.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr char kDirectory[] = "/checkpoints/counts";

class ResumedApplicationTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_THAT(files_.MakeFolder(kDirectory), IsOk()); }
  std::shared_ptr<Lease> Take(const std::string& application, int life) {
    absl::StatusOr<std::shared_ptr<Lease>> lease =
        Lease::Take(loop_, files_,
                    {.directory = kDirectory,
                     .application = application,
                     .life = DriverLife(life),
                     .process = {.host = "a", .space = {"b", "p"}, .process = {.pid = 7, .start_ticks = 1}}});
    EXPECT_THAT(lease, IsOk());
    return *lease;
  }
  absl::StatusOr<v1::ResumedApplication> Find(const std::string& named) {
    absl::StatusOr<v1::ResumedApplication> found = absl::UnknownError("it has not come back");
    bool done = false;
    std::unique_ptr<Mailbox> thread = loop_.NewMailbox("test");
    thread->Post([&] {
      found = FindResumed(loop_, files_, named);
      done = true;
    });
    EXPECT_TRUE(loop_.RunUntil([&] { return done; }, absl::Minutes(5)));
    return found;
  }

  SimLoop loop_{1};
  MemoryFiles files_;
};

TEST_F(ResumedApplicationTest, AnIdIsTakenAsItIs) {
  EXPECT_EQ(Find("app-20261121104500-0000")->application(), "app-20261121104500-0000");
  EXPECT_EQ(Find("app-20261121104500-0000")->former_lives(), 0);
}

TEST_F(ResumedApplicationTest, ADirectorySaysWhoseItIsAndHowManyLivesThatHad) {
  Take("app-1-0001", 3).reset();
  EXPECT_EQ(Find(kDirectory)->application(), "app-1-0001");
  EXPECT_EQ(Find(kDirectory)->former_lives(), 3);
}

TEST_F(ResumedApplicationTest, OneThatStillRunsIsNamed) {
  const std::shared_ptr<Lease> lease = Take("app-1-0001", 3);
  EXPECT_THAT(Find(kDirectory),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("still runs: host=a pid=7"), HasSubstr("application=app-1-0001"))));
}

TEST_F(ResumedApplicationTest, ADirectoryThatIsNoApplicationsIsRefused) {
  EXPECT_THAT(Find(kDirectory), StatusIs(absl::StatusCode::kNotFound, HasSubstr(kDirectory)));
  EXPECT_THAT(Find("/nowhere"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("/nowhere")));
  Take("embedded", 1).reset();
  EXPECT_THAT(Find(kDirectory),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("not submitted to a cluster")));
}

}  // namespace
}  // namespace sluice
