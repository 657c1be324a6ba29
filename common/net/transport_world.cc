#include "common/net/transport_world.h"

#include "common/net/grpc_transport.h"
#include "common/net/in_process_transport.h"
#include "common/net/sim_transport.h"

namespace sluice {
namespace {

// Real threads and time; both sides use one transport.
class ThreadWorld final : public TransportWorld {
 public:
  ThreadWorld(std::unique_ptr<Transport> transport, std::string free_address, std::string unused_address)
      : transport_(std::move(transport)),
        free_address_(std::move(free_address)),
        unused_address_(std::move(unused_address)) {}

  Transport& server() override { return *transport_; }
  Transport& client() override { return *transport_; }
  std::string free_address() const override { return free_address_; }
  std::string unused_address() const override { return unused_address_; }
  bool Wait(Recorder& recorder, const std::function<bool()>& done) override {
    return recorder.Wait(done, absl::Seconds(60));
  }

 private:
  const std::unique_ptr<Transport> transport_;
  const std::string free_address_, unused_address_;
};

// Two processes on a simulated network.
class SimWorld final : public TransportWorld {
 public:
  Transport& server() override { return *server_; }
  Transport& client() override { return *client_; }
  std::string free_address() const override { return "server:0"; }
  std::string unused_address() const override { return "server:65535"; }
  bool Wait(Recorder& recorder, const std::function<bool()>& done) override {
    return loop_.RunUntil([&] { return recorder.Locked(done); }, absl::Seconds(60));
  }

 private:
  SimLoop loop_{/*seed=*/1};
  SimNetwork network_{loop_};
  const std::unique_ptr<Transport> server_ = network_.Host("server");
  const std::unique_ptr<Transport> client_ = network_.Host("client");
};

}  // namespace

std::unique_ptr<TransportWorld> NewGrpcWorld() {
  return std::make_unique<ThreadWorld>(NewGrpcTransport(), "127.0.0.1:0", "127.0.0.1:1");
}

std::unique_ptr<TransportWorld> NewInProcessWorld() {
  return std::make_unique<ThreadWorld>(NewInProcessTransport(), "local:0", "local:65535");
}

std::unique_ptr<TransportWorld> NewSimWorld() { return std::make_unique<SimWorld>(); }

}  // namespace sluice
