#include "engine/dstream/output_lanes.h"

#include <memory>
#include <string>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/base/str_cat.h"
#include "engine/task/local_properties.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;

// Two lanes; outputs that take a second each.
class OutputLanesTest : public testing::Test {
 protected:
  // On a thread of its own.
  void Run(int64_t batch, int outputs) {
    lanes_.Queue(BatchTime(batch), outputs);
    boxes_.push_back(loop_.NewMailbox("batch"));
    boxes_.back()->Post([this, batch] {
      LocalProperties()["batch"] = StrCat(batch);
      lanes_.Run(BatchTime(batch), [this, batch](int number) {
        EXPECT_EQ(LocalProperties()["batch"], StrCat(batch));
        begun_.push_back(StrCat(batch, ".", number, " at ", Second()));
        loop_.NewEvent()->Wait(absl::Seconds(1));
      });
      ended_.push_back(StrCat(batch, " at ", Second()));
    });
  }
  int64_t Second() { return absl::ToInt64Seconds(loop_.clock().Now() - start_); }

  SimLoop loop_{1};
  const absl::Time start_ = loop_.clock().Now();
  OutputLanes lanes_{loop_, 2};
  std::vector<std::unique_ptr<Mailbox>> boxes_;
  std::vector<std::string> begun_, ended_;
};

TEST_F(OutputLanesTest, AsManyRunAtATimeAsThereAreLanesAndTheyBeginInOrder) {
  Run(1000, 3);
  loop_.RunFor(absl::Seconds(10));
  EXPECT_THAT(begun_, ElementsAre("1000.0 at 0", "1000.1 at 0", "1000.2 at 1"));
  EXPECT_THAT(ended_, ElementsAre("1000 at 2"));
}

TEST_F(OutputLanesTest, ALaneThatIsFreeGoesToTheOldestBatch) {
  Run(1000, 3);
  Run(2000, 2);
  loop_.RunFor(absl::Seconds(10));
  EXPECT_THAT(begun_, ElementsAre("1000.0 at 0", "1000.1 at 0", "1000.2 at 1", "2000.0 at 1", "2000.1 at 2"));
  EXPECT_THAT(ended_, ElementsAre("1000 at 2", "2000 at 3"));
}

TEST_F(OutputLanesTest, ABatchWithoutOutputsWaitsForNoLane) {
  Run(1000, 2);
  Run(2000, 0);
  loop_.RunFor(absl::Seconds(10));
  EXPECT_THAT(ended_, ElementsAre("2000 at 0", "1000 at 1"));
}

}  // namespace
}  // namespace sluice
