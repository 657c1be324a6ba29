// The driver of a supervised application dies: what the cluster decides.
#include <algorithm>

#include "driver/daemon/cluster_test_base.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// One executor on each of two workers; its driver is killed.
class RecoveryTest : public ClusterTest {
 protected:
  void SetUp() override {
    Join(kW1, 1);
    Join(kW2, 1);
    Submit(kA, 0, true);
    Register(kA);
  }
  ClusterActions Die() { return cluster.OnDriverExited(kA, ChildExit{.signal = 9}, now); }
  ClusterActions ComeBack() { return cluster.OnDriverRegistered(kA, "host:2", now); }
};

TEST_F(RecoveryTest, ExecutorsLiveOnAndAreToldOfBothLives) {
  const ClusterActions died = Die();
  EXPECT_THAT(ToTexts(died), ElementsAre("start app-1"));
  EXPECT_THAT(Places(died), ElementsAre("app-1: 1 is over, to w1", "app-1: 1 is over, to w2"));
  EXPECT_EQ(StateOf(kA), ApplicationState::kRunning);
  EXPECT_EQ(cluster.table().at(kA).starts, 2);
  const ClusterActions back = ComeBack();
  EXPECT_THAT(ToTexts(back), IsEmpty()) << "it has its executors";
  EXPECT_THAT(Places(back), ElementsAre("app-1: 2 at host:2, to w1", "app-1: 2 at host:2, to w2"));
}

TEST_F(RecoveryTest, TheNextDriverExpectsThoseThatLive) {
  ExecutorExits(kA, 1);
  const ClusterActions died = Die();
  const auto start = std::find_if(died.begin(), died.end(), [](const ClusterAction& action) {
    return std::holds_alternative<StartDriver>(action);
  });
  ASSERT_NE(start, died.end());
  EXPECT_EQ(std::get<StartDriver>(*start).first_executors, 1);
}

TEST_F(RecoveryTest, AnExecutorThatDiesInTheGapIsReplacedOnceTheDriverIsThere) {
  Die();
  EXPECT_THAT(ExecutorExits(kA, 0), IsEmpty());
  ComeBack();
  EXPECT_THAT(Later(absl::Seconds(1)), ElementsAre("launch app-1/2 on w1"));
}

TEST_F(RecoveryTest, AWorkerThatWasAwayInTheGapHearsOfItWhenItIsBack) {
  cluster.OnWorkerLost(kW1, now);
  Die();
  const std::vector<RunningExecutor> running = {{kA, ExecutorId(0), 1, 7}};
  ClusterActions joined = cluster.OnWorkerJoined({kW1, "host", 1, 1 << 30}, running, now);
  EXPECT_THAT(ToTexts(joined), IsEmpty()) << "its executor is wanted";
  EXPECT_THAT(Places(joined), ElementsAre("app-1: 1 is over, to w1"));
  ComeBack();
  cluster.OnWorkerLost(kW1, now);
  joined = cluster.OnWorkerJoined({kW1, "host", 1, 1 << 30}, running, now);
  EXPECT_THAT(Places(joined), ElementsAre("app-1: 2 at host:2, to w1"));
}

TEST_F(RecoveryTest, ADriverThatDiesAgainBeforeItWasThereIsOfALifeThatIsOverAsWell) {
  Die();
  const ClusterActions again = Die();
  EXPECT_THAT(Places(again), ElementsAre("app-1: 2 is over, to w1", "app-1: 2 is over, to w2"));
  EXPECT_EQ(StateOf(kA), ApplicationState::kRecovering);
  EXPECT_THAT(Later(absl::Seconds(1)), ElementsAre("start app-1"));
  EXPECT_THAT(Places(ComeBack()), ElementsAre("app-1: 3 at host:2, to w1", "app-1: 3 at host:2, to w2"));
}

TEST_F(RecoveryTest, NobodyElseGetsItsCores) {
  Die();
  Die();
  EXPECT_THAT(Submit(kB), IsEmpty());
  ExecutorExits(kA, 0);
  EXPECT_EQ(StateOf(kB), ApplicationState::kWaiting);
}

TEST_F(RecoveryTest, WhoIsKilledMeanwhileIsNotStartedAgain) {
  Die();
  Die();
  EXPECT_THAT(ToTexts(*cluster.Kill(kA, true, now)), ElementsAre("stop app-1/0 on w1", "stop app-1/1 on w2"));
  EXPECT_EQ(StateOf(kA), ApplicationState::kKilled);
  EXPECT_THAT(cluster.table().at(kA).message, HasSubstr("before it was started again"));
  EXPECT_THAT(Later(absl::Minutes(2)), IsEmpty());
}

TEST_F(RecoveryTest, ADriverThatCannotBeStartedAgainTakesItsExecutorsWithIt) {
  Die();
  EXPECT_THAT(ToTexts(cluster.OnDriverNotStarted(kA, absl::NotFoundError("its executable is gone"), now)),
              ElementsAre("stop app-1/0 on w1", "stop app-1/1 on w2"));
  EXPECT_EQ(StateOf(kA), ApplicationState::kFailed);
}

}  // namespace
}  // namespace sluice
