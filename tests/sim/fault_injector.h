#ifndef SLUICE_TESTS_SIM_FAULT_INJECTOR_H_
#define SLUICE_TESTS_SIM_FAULT_INJECTOR_H_

#include <vector>

#include "common/base/random.h"
#include "tests/sim/fault_mix.h"
#include "tests/sim/sim_cluster.h"

namespace sluice {

// Lets go wrong what a mix says, until `end`, and marks what did. Times and victims come from the seed.
class FaultInjector {
 public:
  FaultInjector(SimCluster& cluster, const FaultMix& mix, uint64_t seed, absl::Time end);
  void Start();

 private:
  void ScheduleNext(const FaultRule& rule, int times_left);
  // True when it has hit somebody: there may be nobody left for it. Of a disk that is known later.
  bool Inject(const FaultRule& rule);
  bool Kill(bool receiver);
  bool KillOneByOne(absl::Duration apart, int more);
  void KillDuringStop();
  bool Drain();
  bool TroubleLinksOf(ExecutorId executor, const FaultRule& rule, absl::Duration lasts);
  bool TroublePeers(const FaultRule& rule, absl::Duration lasts);
  bool TroubleSource(const FaultRule& rule, absl::Duration lasts);
  bool TakeDriver(const FaultRule& rule);
  void TroubleDisk(const FaultRule& rule);
  void FlipBit();

  std::vector<ExecutorId> PossibleVictims(bool receiver) const;
  absl::Duration UpTo(absl::Duration longest);
  template <class T>
  const T& PickOne(const std::vector<T>& choice) {
    return choice[random_.Below(choice.size())];
  }

  SimCluster& cluster_;
  const FaultMix mix_;
  SeededRandom random_;
  const absl::Time end_;
};

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_FAULT_INJECTOR_H_
