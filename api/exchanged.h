#ifndef SLUICE_API_EXCHANGED_H_
#define SLUICE_API_EXCHANGED_H_

#include <string>
#include <utility>

#include "api/rdd_handle.h"
#include "engine/rdd/shuffle/exchange.h"

namespace sluice {

// `rdd` with its pairs where `partitioning` wants them: as it is if they are there already.
template <class K, class V>
RddHandle Exchanged(const std::string& name, const RddHandle& rdd, const Partitioning& partitioning) {
  if (rdd.node()->partitioning == partitioning) return rdd;
  return rdd.Shuffled(RefTo<KeyExchangeWriter<K, V>>(name, partitioning),
                      RefTo<ExchangeReader<std::pair<K, V>>>(name, {}), partitioning);
}

}  // namespace sluice

#endif  // SLUICE_API_EXCHANGED_H_
