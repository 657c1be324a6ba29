#ifndef SLUICE_WORKER_EXECUTOR_ORDERS_OF_LIFE_H_
#define SLUICE_WORKER_EXECUTOR_ORDERS_OF_LIFE_H_

#include "common/base/ids.h"
#include "proto/executor.pb.h"

namespace sluice {

// Takes out whatever names something of another life of the driver: such an order is void, whoever repeats it. Received
// blocks may be freed and copied in any life, since their names hold the epoch, and receivers of former lives be cut
// and stopped. Pieces of broadcast values stay, for their bytes follow in the frame; they answer questions, and nobody
// asks for another life's. Questions stay, too: each has an answer. Peers and GoOn are of no life. A new field of Work
// belongs here or in the list of those that do not, in the test.
void DropOrdersOfOtherLives(DriverLife life, v1::Work& work);

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_ORDERS_OF_LIFE_H_
