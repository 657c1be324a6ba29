#include "common/net/in_process_transport.h"

#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "common/actor/gate.h"
#include "common/base/address.h"
#include "common/base/mutex.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/net/in_process_link.h"

namespace sluice {
namespace {

// What listens at one address. Thread-safe.
class Service {
 public:
  explicit Service(Acceptor acceptor) : acceptor_(std::move(acceptor)), gate_(ThreadRuntime()) {}

  // Gives `client` its other end; false: stopped.
  bool Accept(const std::string& conversation, const std::shared_ptr<InProcessLink>& client) {
    Gate::Pass pass = gate_.TryEnter();
    if (!pass) return false;
    auto server = std::make_shared<InProcessLink>("the client", std::move(pass));
    InProcessLink::Join(client, server);
    Remember(server);
    absl::StatusOr<LinkHandler> handler = acceptor_(conversation, "in this process", server);
    if (!handler.ok()) server->Close(handler.status());
    server->Start(handler.ok() ? *std::move(handler) : LinkHandler{});
    return true;
  }

  void Stop(const absl::Status& reason) {
    for (const WeakLink& weak : StopRemembering(reason)) {
      if (std::shared_ptr<InProcessLink> link = weak.lock()) link->Close(reason);
    }
    gate_.CloseAndWait();
  }

 private:
  using WeakLink = std::weak_ptr<InProcessLink>;

  void Remember(const std::shared_ptr<InProcessLink>& link) {
    absl::Status stopped;
    {
      MutexLock lock(&mu_);
      std::erase_if(links_, [](const WeakLink& old) { return old.expired(); });
      links_.push_back(link);
      stopped = stopped_;
    }
    if (!stopped.ok()) link->Close(stopped);
  }
  std::vector<WeakLink> StopRemembering(const absl::Status& reason) {
    MutexLock lock(&mu_);
    stopped_ = reason;
    return std::move(links_);
  }

  const Acceptor acceptor_;
  Gate gate_;
  Mutex mu_;
  absl::Status stopped_ ABSL_GUARDED_BY(mu_);
  std::vector<WeakLink> links_ ABSL_GUARDED_BY(mu_);
};

// The addresses that are listened on. Thread-safe.
class Names {
 public:
  absl::StatusOr<std::string> Add(const std::string& wanted, std::shared_ptr<Service> service) {
    SLUICE_ASSIGN_OR_RETURN(Address address, ParseAddress(wanted));
    MutexLock lock(&mu_);
    const bool any_port = address.port == 0;
    do {
      if (any_port) address.port = ++last_port_;
    } while (any_port && services_.contains(ToString(address)));
    std::string name = ToString(address);
    if (!services_.emplace(name, std::move(service)).second) {
      return absl::AlreadyExistsError(StrCat("cannot listen on ", name, ": the address is taken"));
    }
    return name;
  }
  std::shared_ptr<Service> Find(const std::string& name) {
    MutexLock lock(&mu_);
    auto found = services_.find(name);
    return found == services_.end() ? nullptr : found->second;
  }
  void Remove(const std::string& name) {
    MutexLock lock(&mu_);
    services_.erase(name);
  }

 private:
  Mutex mu_;
  absl::flat_hash_map<std::string, std::shared_ptr<Service>> services_ ABSL_GUARDED_BY(mu_);
  uint16_t last_port_ ABSL_GUARDED_BY(mu_) = 0;
};

class InProcessListener final : public Listener {
 public:
  InProcessListener(std::shared_ptr<Names> names, std::string address, std::shared_ptr<Service> service)
      : names_(std::move(names)), address_(std::move(address)), service_(std::move(service)) {}
  ~InProcessListener() override {
    names_->Remove(address_);
    service_->Stop(absl::UnavailableError(StrCat(address_, " stops listening")));
  }
  std::string address() const override { return address_; }

 private:
  const std::shared_ptr<Names> names_;
  const std::string address_;
  const std::shared_ptr<Service> service_;
};

class InProcessTransport final : public Transport {
 public:
  absl::StatusOr<std::unique_ptr<Listener>> Listen(const std::string& address, Acceptor acceptor) override {
    auto service = std::make_shared<Service>(std::move(acceptor));
    SLUICE_ASSIGN_OR_RETURN(std::string name, names_->Add(address, service));
    return std::make_unique<InProcessListener>(names_, std::move(name), std::move(service));
  }

  std::shared_ptr<Link> Connect(const std::string& address, const std::string& conversation,
                                absl::Duration connect_timeout, LinkHandler handler) override {
    auto link = std::make_shared<InProcessLink>(address, Gate::Pass());
    std::shared_ptr<Service> service = names_->Find(address);
    if (service == nullptr || !service->Accept(conversation, link)) {
      link->Close(absl::UnavailableError(StrCat("cannot connect to ", address, ": nobody listens there")));
    }
    link->Start(std::move(handler));
    return link;
  }

 private:
  const std::shared_ptr<Names> names_ = std::make_shared<Names>();
};

}  // namespace

std::unique_ptr<Transport> NewInProcessTransport() { return std::make_unique<InProcessTransport>(); }

}  // namespace sluice
