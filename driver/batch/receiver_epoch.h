#ifndef SLUICE_DRIVER_BATCH_RECEIVER_EPOCH_H_
#define SLUICE_DRIVER_BATCH_RECEIVER_EPOCH_H_

#include <compare>

#include "common/base/ids.h"

namespace sluice {

// One start of the receiver of a stream.
struct ReceiverEpoch {
  StreamId stream;
  Epoch epoch;
  constexpr auto operator<=>(const ReceiverEpoch&) const = default;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BATCH_RECEIVER_EPOCH_H_
