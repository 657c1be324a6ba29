#ifndef SLUICE_DRIVER_DAEMON_CLUSTER_TEST_BASE_H_
#define SLUICE_DRIVER_DAEMON_CLUSTER_TEST_BASE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/overloaded.h"
#include "common/base/status.h"
#include "common/base/status_matchers.h"
#include "driver/daemon/cluster.h"
#include "driver/daemon/memory_journal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {

using Texts = std::vector<std::string>;

inline const ApplicationId kA("app-1"), kB("app-2"), kC("app-3");
inline const WorkerId kW1("w1"), kW2("w2"), kW3("w3");

// "start app-1", "launch app-1/0 on w1": what is told and when to look again is left out, and who leaves.
inline Texts ToTexts(const ClusterActions& actions) {
  Texts texts;
  for (const ClusterAction& action : actions) {
    std::visit(
        Overloaded{
            [&](const StartDriver& a) { texts.push_back(StrCat("start ", a.application)); },
            [&](const AdoptDriver& a) { texts.push_back(StrCat("adopt ", a.application)); },
            [&](const StopDriver& a) { texts.push_back(StrCat(a.graceful ? "ask to stop " : "end ", a.application)); },
            [&](const LaunchExecutor& a) {
              texts.push_back(StrCat("launch ", a.application, "/", a.executor, " on ", a.worker));
            },
            [&](const StopExecutor& a) {
              texts.push_back(StrCat("stop ", a.application, "/", a.executor, " on ", a.worker));
            },
            [](const LeaveExecutor&) {},
            [](const TellPlace&) {},
            [](const TellUser&) {},
            [](const LookAgain&) {},
        },
        action);
  }
  return texts;
}

inline std::string Told(const ClusterActions& actions) {
  std::string told;
  for (const ClusterAction& action : actions) {
    if (const auto* tell = std::get_if<TellUser>(&action)) told += tell->text + "\n";
  }
  return told;
}

// "app-1: 2 at host:1, to w1".
inline Texts Places(const ClusterActions& actions) {
  Texts places;
  for (const ClusterAction& action : actions) {
    const auto* tell = std::get_if<TellPlace>(&action);
    if (tell == nullptr) continue;
    const std::string where = tell->driver.address.empty() ? " is over" : StrCat(" at ", tell->driver.address);
    places.push_back(StrCat(tell->application, ": ", tell->driver.life, where, ", to ", tell->worker));
  }
  return places;
}

class ClusterTest : public testing::Test {
 protected:
  Texts Join(const WorkerId& worker, int cores, const std::vector<RunningExecutor>& running = {}) {
    return ToTexts(cluster.OnWorkerJoined({worker, "host", cores, int64_t{cores} << 30}, running, now));
  }
  Texts Submit(const ApplicationId& id, int cores = 0, bool supervise = false) {
    auto actions = cluster.Submit(id, {.name = "test", .cores_wanted = cores, .supervise = supervise}, now);
    EXPECT_THAT(actions, IsOk());
    return ToTexts(*actions);
  }
  Texts Register(const ApplicationId& id) { return ToTexts(cluster.OnDriverRegistered(id, "host:1", now)); }
  Texts DriverExits(const ApplicationId& id, const ChildExit& exit) {
    return ToTexts(cluster.OnDriverExited(id, exit, now));
  }
  Texts ExecutorExits(const ApplicationId& id, int executor) {
    return ToTexts(cluster.OnExecutorExited(id, ExecutorId(executor), "signal 9", now));
  }
  // The daemon is gone, and the next one reads its log.
  Texts Restart() {
    Registry replayed;
    for (const RegistryUpdate& update : journal.updates) EXPECT_THAT(Apply(update, replayed), IsOk());
    std::destroy_at(&cluster);
    std::construct_at(&cluster, journal, std::move(replayed));
    return ToTexts(cluster.Recover(now));
  }
  Texts Leave(const WorkerId& worker) { return ToTexts(cluster.OnWorkerLeaving(worker, now)); }
  Texts Away(const WorkerId& worker) { return ToTexts(cluster.OnWorkerLost(worker, now, now + kReturnTime)); }
  Texts Later(absl::Duration delay) { return ToTexts(cluster.OnTime(now += delay)); }
  ApplicationState StateOf(const ApplicationId& id) { return cluster.table().at(id).state; }
  int CoresOf(const ApplicationId& id, int executor) {
    return cluster.executors().at({id, ExecutorId(executor)}).cores;
  }

  static constexpr absl::Duration kReturnTime = absl::Seconds(10);

  MemoryJournal journal;
  Cluster cluster{journal, {}};
  absl::Time now = absl::FromUnixSeconds(1'000'000);
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_CLUSTER_TEST_BASE_H_
