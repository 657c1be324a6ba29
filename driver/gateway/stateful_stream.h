#ifndef SLUICE_DRIVER_GATEWAY_STATEFUL_STREAM_H_
#define SLUICE_DRIVER_GATEWAY_STATEFUL_STREAM_H_

#include <functional>
#include <memory>

#include "driver/gateway/classes/java_dstream.h"
#include "driver/gateway/python_transform.h"

namespace sluice::gateway {

// Makes the RDD of a batch of the stream's former one, null for the first; may throw.
using NextRdd = std::function<Rdd(BatchTime batch, const std::shared_ptr<JavaRdd>& former)>;

// A stream each RDD of which is made of its former one. They are kept in memory. If the program has a checkpoint
// folder, each is saved there when its batch has run, for a later run to go on from; else one is checkpointed every ten
// seconds. So it needs nothing of those before it.
std::shared_ptr<JavaDStream> AddStateful(const JavaDStream& parent, StreamSpec spec, NextRdd next);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_STATEFUL_STREAM_H_
