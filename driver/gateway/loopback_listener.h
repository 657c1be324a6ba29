#ifndef SLUICE_DRIVER_GATEWAY_LOOPBACK_LISTENER_H_
#define SLUICE_DRIVER_GATEWAY_LOOPBACK_LISTENER_H_

#include <functional>
#include <list>
#include <memory>

#include "absl/status/statusor.h"
#include "common/actor/runtime.h"
#include "common/base/mutex.h"
#include "driver/gateway/line_socket.h"

namespace sluice::gateway {

// A port of 127.0.0.1, each connection of which is served by a thread of its own, since what is asked there may take
// long. Whoever has not shown a secret yet is a stranger: of too many the one that came first is hung up on, so that
// silent ones keep nobody out. Thread-safe.
class LoopbackListener {
 public:
  // Returns when the connection is over; then it is closed.
  using Serve = std::function<void(LineSocket&)>;
  // Reads the secret: what serves who knows it; null: the client is sent away.
  using Greet = std::function<Serve(LineSocket&)>;
  static absl::StatusOr<std::unique_ptr<LoopbackListener>> Start(Greet greet);
  // Closes all connections and waits until none is served.
  ~LoopbackListener();

  int port() const { return port_; }

 private:
  static constexpr int kConnectionsMax = 1000;
  static constexpr int kStrangersMax = 64;
  struct Connection {
    explicit Connection(FileDescriptor accepted) : socket(std::move(accepted)) {}
    LineSocket socket;
    bool is_stranger = true;
    bool is_over = false;
    const std::unique_ptr<Mailbox> thread = ThreadRuntime().NewMailbox("connection");  // The last one: it uses both.
  };

  LoopbackListener(FileDescriptor listening, int port, Greet greet);
  void Accept();
  void Open(FileDescriptor accepted);
  void Run(Connection& connection);
  void MakeRoomForStranger() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void ForgetThoseThatAreOver() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const FileDescriptor listening_;
  const int port_;
  const Greet greet_;
  Mutex mu_;
  bool is_closed_ ABSL_GUARDED_BY(mu_) = false;
  std::list<Connection> connections_ ABSL_GUARDED_BY(mu_);
  std::unique_ptr<Mailbox> accepting_ = ThreadRuntime().NewMailbox("accept");
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_LOOPBACK_LISTENER_H_
