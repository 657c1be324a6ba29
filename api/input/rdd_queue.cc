#include "api/input/rdd_queue.h"

#include "connectors/queue/waiting_rdds.h"

namespace sluice {

std::shared_ptr<WaitingRdds> internal::NewWaitingRdds() { return std::make_shared<WaitingRdds>(); }

void internal::AddTo(WaitingRdds& waiting, Rdd rdd) { waiting.Push(std::move(rdd)); }

}  // namespace sluice
