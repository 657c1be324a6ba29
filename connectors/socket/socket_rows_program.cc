#include "connectors/socket/socket_rows_program.h"

namespace sluice {
namespace {

constexpr absl::Duration kConnectTimeout = absl::Seconds(5);

}  // namespace

absl::Status SocketRowsProgram::Start(CustomReceiver& receiver) {
  receiver_ = &receiver;
  auto again = [&](const std::string& why, const absl::Status& error) {
    receiver.Restart(why, std::string(error.message()), receiver.options().restart_delay);
    return absl::OkStatus();
  };
  const absl::Status connected = bytes_.Connect(address_, kConnectTimeout);
  if (!connected.ok()) return again("Error connecting to " + ToString(address_), connected);
  std::istream in(&bytes_);
  SLUICE_RETURN_IF_ERROR(Read(in, receiver));
  if (!bytes_.status().ok()) return again("Error receiving data", bytes_.status());
  receiver.SourceClosed("Socket data stream had no more data");
  return absl::OkStatus();
}

}  // namespace sluice
