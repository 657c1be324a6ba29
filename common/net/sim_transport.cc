#include "common/net/sim_transport.h"

#include <algorithm>

#include "common/base/address.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/net/sim_connection.h"
#include "common/net/sim_listener.h"

namespace sluice {

// The network as one process sees it.
class SimHost final : public Transport {
 public:
  SimHost(SimNetwork& network, std::shared_ptr<SimProcess> process) : network_(network), process_(std::move(process)) {}

  absl::StatusOr<std::unique_ptr<Listener>> Listen(const std::string& wanted, Acceptor acceptor) override {
    SLUICE_ASSIGN_OR_RETURN(Address address, ParseAddress(wanted));
    if (!process_->alive) return absl::UnavailableError(StrCat(process_->name, " was killed"));
    if (address.port == 0) address.port = ++network_.last_port_;
    std::string name = ToString(address);
    if (network_.listeners_.contains(name)) {
      return absl::AlreadyExistsError(StrCat("cannot listen on ", name, ": the address is taken"));
    }
    return std::make_unique<SimListener>(network_, process_, std::move(name), std::move(acceptor));
  }

  std::shared_ptr<Link> Connect(const std::string& address, const std::string& conversation,
                                absl::Duration connect_timeout, LinkHandler handler) override {
    auto connection = std::make_shared<SimConnection>(network_, process_, address, network_.routes_[address]);
    std::erase_if(network_.connections_, [](const auto& old) { return old->IsOver(); });
    network_.connections_.push_back(connection);
    if (process_->alive) connection->Open(conversation, connect_timeout, std::move(handler));
    return connection->LinkOf(SimConnection::kClient);
  }

 private:
  SimNetwork& network_;
  const std::shared_ptr<SimProcess> process_;
};

SimListener::SimListener(SimNetwork& network, std::shared_ptr<SimProcess> process, std::string address,
                         Acceptor acceptor)
    : network_(network), process_(std::move(process)), address_(std::move(address)), acceptor_(std::move(acceptor)) {
  network_.listeners_[address_] = this;
  network_.routes_[address_] = process_->name;
}

SimListener::~SimListener() {
  auto mine = network_.listeners_.find(address_);
  if (mine != network_.listeners_.end() && mine->second == this) network_.listeners_.erase(mine);
  const auto connections = network_.connections_;  // Handlers may open others.
  for (const auto& connection : connections) {
    if (!connection->HasServer(this)) continue;
    connection->Abandon(SimConnection::kServer, absl::UnavailableError(StrCat(address_, " stops listening")));
  }
}

SimNetwork::SimNetwork(SimLoop& loop, SimNetworkOptions options)
    : loop_(loop), options_(options), random_(loop.Random()) {}

SimNetwork::~SimNetwork() = default;

std::unique_ptr<Transport> SimNetwork::Host(const std::string& name) {
  std::shared_ptr<SimProcess>& process = alive_[name];
  if (process == nullptr) process = std::make_shared<SimProcess>(SimProcess{.name = name});
  return std::make_unique<SimHost>(*this, process);
}

void SimNetwork::CutLink(const std::string& a, const std::string& b) {
  const Pair pair = std::minmax(a, b);
  if (!cuts_.emplace(pair, last_cut_ + 1).second) return;
  loop_.After(options_.tcp_timeout, [this, pair, cut = ++last_cut_] {
    auto found = cuts_.find(pair);
    if (found == cuts_.end() || found->second != cut) return;
    for (const auto& connection : ConnectionsBetween(pair)) connection->TimeOut();
  });
}

void SimNetwork::HealLink(const std::string& a, const std::string& b) {
  const Pair pair = std::minmax(a, b);
  if (cuts_.erase(pair) == 0) return;
  for (const auto& connection : ConnectionsBetween(pair)) connection->Resume();
}

void SimNetwork::Kill(const std::string& name) {
  auto found = alive_.find(name);
  if (found == alive_.end()) return;
  std::shared_ptr<SimProcess> process = std::move(found->second);
  alive_.erase(found);
  process->alive = false;
  std::erase_if(listeners_, [&](const auto& entry) { return entry.second->process() == process; });
  const auto connections = connections_;
  for (const auto& connection : connections) connection->Kill(*process);
}

absl::Duration SimNetwork::DrawDelay() {
  constexpr int kSteps = 1024;
  const int step = static_cast<int>(random_.Below(kSteps));
  const bool late = random_.Below(options_.late_one_in) == 0;
  stats_.frames_late += late;
  const absl::Duration longest = late ? options_.late_delay_max : options_.delay_max;
  return options_.delay_min + (longest - options_.delay_min) * step / kSteps;
}

SimListener* SimNetwork::FindListener(const std::string& address) const {
  auto found = listeners_.find(address);
  return found == listeners_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<SimConnection>> SimNetwork::ConnectionsBetween(const Pair& pair) {
  std::vector<std::shared_ptr<SimConnection>> between;
  std::copy_if(connections_.begin(), connections_.end(), std::back_inserter(between),
               [&](const auto& connection) { return connection->Joins(pair.first, pair.second); });
  return between;
}

}  // namespace sluice
