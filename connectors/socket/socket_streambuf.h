#ifndef SLUICE_CONNECTORS_SOCKET_SOCKET_STREAMBUF_H_
#define SLUICE_CONNECTORS_SOCKET_SOCKET_STREAMBUF_H_

#include <functional>
#include <memory>
#include <streambuf>
#include <vector>

#include "absl/status/status.h"
#include "common/base/address.h"
#include "common/base/file_descriptor.h"
#include "common/clock/clock.h"
#include "connectors/socket/waker.h"

namespace sluice {

// What a TCP server sends, to be read as a std::istream. Reading blocks until there is something; the stream ends when
// the server closes, the connection breaks, or it is told to stop.
class SocketStreambuf : public std::streambuf {
 public:
  // `stopped` is thread-safe; call Wake when it has become true.
  SocketStreambuf(const Clock& clock, std::function<bool()> stopped)
      : clock_(clock), stopped_(std::move(stopped)), buffer_(kBufferBytes) {}

  // UNAVAILABLE: address and reason. CANCELLED: stopped.
  absl::Status Connect(const Address& address, absl::Duration timeout);
  // Why the bytes have ended: OK if the server has closed in order.
  const absl::Status& status() const { return status_; }
  void Wake() { waker_->Wake(); }  // Thread-safe.

 protected:
  int_type underflow() override;

 private:
  static constexpr size_t kBufferBytes = 64 << 10;

  // Until `socket` is ready, or `deadline`. False: stopped.
  bool WaitFor(int socket, short events, absl::Time deadline);
  int_type End(absl::Status status);

  const Clock& clock_;
  const std::function<bool()> stopped_;
  const std::shared_ptr<Waker> waker_ = std::make_shared<Waker>();
  FileDescriptor socket_;
  std::vector<char> buffer_;
  absl::Status status_;
};

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_SOCKET_SOCKET_STREAMBUF_H_
