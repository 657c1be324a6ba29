#include "connectors/socket/socket_text_receiver.h"

#include "common/codec/codec.h"
#include "common/codec/module.h"
#include "connectors/socket/socket_receiver.h"

namespace sluice {
namespace {

absl::StatusOr<std::unique_ptr<BlockReceiver>> MakeSocketReceiver(const std::string& arguments) {
  Address address;
  if (!Decode(arguments, address.host, address.port)) {
    return absl::InvalidArgumentError("the arguments of a socketText receiver are damaged");
  }
  return std::make_unique<SocketReceiver>(std::move(address), SocketReceiverOptions());
}

}  // namespace

OperatorRef SocketTextReceiver(const std::string& host, int port) {
  return {FunctionNumber<&MakeSocketReceiver>(), Encode(host, static_cast<uint16_t>(port)), "SocketReceiver"};
}

}  // namespace sluice
