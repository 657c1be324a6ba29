#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_GATEWAY_SERVER_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_GATEWAY_SERVER_H_

#include "driver/gateway/object.h"

namespace sluice::gateway {

class Gateway;

// The gateway as Python knows it under the id GATEWAY_SERVER: it is told there where Python listens for our calls.
class GatewayServer : public ObjectOf<GatewayServer> {
 public:
  static const Class& Describe();
  explicit GatewayServer(Gateway& gateway) : gateway_(gateway) {}
  Gateway& gateway() { return gateway_; }

 private:
  Gateway& gateway_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_GATEWAY_SERVER_H_
