#ifndef SLUICE_CONNECTORS_SOCKET_SOCKET_TEXT_RECEIVER_H_
#define SLUICE_CONNECTORS_SOCKET_SOCKET_TEXT_RECEIVER_H_

#include <cstdint>
#include <string>

#include "engine/lineage/node.h"

namespace sluice {

// A receiver of the lines that a TCP server at host:port sends, to be shipped to an executor.
// `rate_max`: lines a second; 0: no limit.
OperatorRef SocketTextReceiver(const std::string& host, int port, int64_t rate_max = 0);

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_SOCKET_SOCKET_TEXT_RECEIVER_H_
