#ifndef SLUICE_STATE_STORE_OPEN_STATE_H_
#define SLUICE_STATE_STORE_OPEN_STATE_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "state/store/state_store.h"

namespace sluice {

class StateStores;

// How whoever opens a state may change its folder; both see StateFolder. Codable.
struct StateTerms {
  std::string door;
  int64_t kept = std::numeric_limits<int64_t>::max();
};

// A store while somebody works on it. Going without Commit, it is dropped with its changes.
class OpenState {
 public:
  OpenState(StateStores& stores, std::unique_ptr<StateStore> store, uint64_t number);
  OpenState(OpenState&&) noexcept;
  ~OpenState();

  StateStore& operator*() const { return *store_; }
  StateStore* operator->() const { return store_.get(); }
  // Publishes `version`; the store then waits for the next Open.
  absl::Status Commit(int64_t version);

 private:
  StateStores* stores_;
  std::unique_ptr<StateStore> store_;
  uint64_t number_;  // How many Open calls there were by then.
};

}  // namespace sluice

#endif  // SLUICE_STATE_STORE_OPEN_STATE_H_
