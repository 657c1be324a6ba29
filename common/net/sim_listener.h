#ifndef SLUICE_COMMON_NET_SIM_LISTENER_H_
#define SLUICE_COMMON_NET_SIM_LISTENER_H_

#include <memory>
#include <string>
#include <utility>

#include "common/net/sim_transport.h"

namespace sluice {

// An address that a simulated process listens on. A killed process has none.
class SimListener final : public Listener {
 public:
  SimListener(SimNetwork& network, std::shared_ptr<SimProcess> process, std::string address, Acceptor acceptor);
  ~SimListener() override;

  std::string address() const override { return address_; }
  const std::shared_ptr<SimProcess>& process() const { return process_; }
  const Acceptor& acceptor() const { return acceptor_; }

 private:
  SimNetwork& network_;
  const std::shared_ptr<SimProcess> process_;
  const std::string address_;
  const Acceptor acceptor_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_SIM_LISTENER_H_
