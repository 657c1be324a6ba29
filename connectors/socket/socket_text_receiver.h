#ifndef SLUICE_CONNECTORS_SOCKET_SOCKET_TEXT_RECEIVER_H_
#define SLUICE_CONNECTORS_SOCKET_SOCKET_TEXT_RECEIVER_H_

#include <string>

#include "engine/lineage/node.h"

namespace sluice {

// A receiver of the lines that a TCP server at host:port sends, to be shipped to an executor.
OperatorRef SocketTextReceiver(const std::string& host, int port);

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_SOCKET_SOCKET_TEXT_RECEIVER_H_
