#ifndef SLUICE_API_RDD_EXCHANGED_H_
#define SLUICE_API_RDD_EXCHANGED_H_

#include <string>
#include <utility>

#include "api/rdd/rdd_handle.h"
#include "engine/rows/exchange.h"
#include "engine/rows/keyed/key_exchange.h"

namespace sluice::internal {

// `rdd` with its pairs where `partitioning` wants them: as it is if they are there already.
template <class K, class V>
RddHandle Exchanged(const std::string& name, const RddHandle& rdd, const Partitioning& partitioning) {
  if (rdd.node()->partitioning == partitioning) return rdd;
  return rdd.Shuffled(RefTo<KeyExchangeWriter<K, V>>(name, partitioning),
                      RefTo<ExchangeReader<std::pair<K, V>>>(name, {}), partitioning);
}

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_EXCHANGED_H_
