#include "driver/gateway/classes/gateway_server.h"

#include <string>

#include "driver/gateway/class.h"
#include "driver/gateway/gateway.h"

namespace sluice::gateway {

// The client is the server itself, and an address is a text: there is one of each.
const Class& GatewayServer::Describe() {
  static const Class type = Class("py4j.GatewayServer")
                                .Has("getCallbackClient", [](GatewayServer& self) { return self.shared_from_this(); })
                                .Has("getAddress", [](GatewayServer&) { return std::string("127.0.0.1"); })
                                .Has("resetCallbackClient", [](GatewayServer& self, Value,
                                                               int32_t port) { self.gateway().python().Reset(port); })
                                .Has("shutdown", [](GatewayServer&) {});
  return type;
}

}  // namespace sluice::gateway
