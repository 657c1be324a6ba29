#ifndef SLUICE_ENGINE_EXCHANGE_REPARTITION_START_H_
#define SLUICE_ENGINE_EXCHANGE_REPARTITION_START_H_

namespace sluice {

// To which of `reducers` partitions repartition sends the first row of partition `map`: the one after Spark's
// XORShiftRandom(map).nextInt(reducers), so that partitions are filled as there.
int RepartitionStart(int map, int reducers);

}  // namespace sluice

#endif  // SLUICE_ENGINE_EXCHANGE_REPARTITION_START_H_
