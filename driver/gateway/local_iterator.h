#ifndef SLUICE_DRIVER_GATEWAY_LOCAL_ITERATOR_H_
#define SLUICE_DRIVER_GATEWAY_LOCAL_ITERATOR_H_

#include <memory>

#include "driver/gateway/classes/java_rdd.h"
#include "driver/gateway/gateway.h"

namespace sluice::gateway {

// Lets Python fetch an RDD partition by partition: each is computed when it is asked for, or, `is_ahead`, as soon as
// the one before it is there.
Value ServeLocalIterator(Gateway& gateway, std::shared_ptr<JavaRdd> rdd, bool is_ahead);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_LOCAL_ITERATOR_H_
