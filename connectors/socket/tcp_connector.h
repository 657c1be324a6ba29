#ifndef SLUICE_CONNECTORS_SOCKET_TCP_CONNECTOR_H_
#define SLUICE_CONNECTORS_SOCKET_TCP_CONNECTOR_H_

#include <netdb.h>

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/address.h"
#include "common/base/file_descriptor.h"
#include "connectors/socket/waker.h"

namespace sluice {

// One attempt to connect to an address, which may be a name with several addresses behind it. Never blocks: names are
// looked up in a thread that nobody waits for, since the system's resolver may take many seconds.
class TcpConnector {
 public:
  // `waker` is woken when the name has been looked up.
  TcpConnector(Address address, std::shared_ptr<Waker> waker, absl::Time deadline);

  // Goes on as far as possible. Nothing: not finished. A connected non-blocking socket, or UNAVAILABLE with the address
  // and the reason.
  std::optional<absl::StatusOr<FileDescriptor>> Step(absl::Time now);

  int number() const { return socket_.number(); }  // Poll it for POLLOUT; -1 while the name is looked up.
  absl::Time deadline() const { return deadline_; }

 private:
  struct Lookup;
  static void LookUp(std::shared_ptr<Lookup> lookup);
  bool StartNextAddress();
  absl::StatusOr<FileDescriptor> Fail(const std::string& reason) const;

  const Address address_;
  const absl::Time deadline_;
  const std::shared_ptr<Lookup> lookup_;
  const ::addrinfo* next_ = nullptr;  // It is tried after the present one.
  bool looked_up_ = false;
  FileDescriptor socket_;
  int last_error_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_SOCKET_TCP_CONNECTOR_H_
