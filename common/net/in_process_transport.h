#ifndef SLUICE_COMMON_NET_IN_PROCESS_TRANSPORT_H_
#define SLUICE_COMMON_NET_IN_PROCESS_TRANSPORT_H_

#include <memory>

#include "common/net/transport.h"

namespace sluice {

// Conversations inside one process; addresses are names that only this transport knows, "local:1". Send runs the
// peer's handler in the sender's thread, without copies, unless the handler runs already: then that thread goes on
// with it. Nobody's lock is held meanwhile. Listeners may outlive the transport and be destroyed from a handler.
std::unique_ptr<Transport> NewInProcessTransport();

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_IN_PROCESS_TRANSPORT_H_
