#include "connectors/socket/socket_rows_program.h"

#include "common/base/address.h"
#include "common/clock/clock.h"
#include "connectors/socket/socket_streambuf.h"

namespace sluice {
namespace {

constexpr absl::Duration kConnectTimeout = absl::Seconds(5);

}  // namespace

SocketRowsProgram::SocketRowsProgram(const std::string& host, int port)
    : host_(host),
      port_(port),
      bytes_(std::make_unique<SocketStreambuf>(SystemClock(), [this] { return receiver_->stopped(); })) {}
SocketRowsProgram::~SocketRowsProgram() = default;

void SocketRowsProgram::Stop() { bytes_->Wake(); }

absl::Status SocketRowsProgram::Start(CustomReceiver& receiver) {
  receiver_ = &receiver;
  const Address address{host_, static_cast<uint16_t>(port_)};
  auto again = [&](const std::string& why, const absl::Status& error) {
    receiver.Restart(why, std::string(error.message()));
    return absl::OkStatus();
  };
  const absl::Status connected = bytes_->Connect(address, kConnectTimeout);
  if (!connected.ok()) return again("Error connecting to " + ToString(address), connected);
  std::istream in(bytes_.get());
  SLUICE_RETURN_IF_ERROR(Read(in, receiver));
  if (!bytes_->status().ok()) return again("Error receiving data", bytes_->status());
  receiver.SourceClosed("Socket data stream had no more data");
  return absl::OkStatus();
}

}  // namespace sluice
