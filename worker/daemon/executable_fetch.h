#ifndef SLUICE_WORKER_DAEMON_EXECUTABLE_FETCH_H_
#define SLUICE_WORKER_DAEMON_EXECUTABLE_FETCH_H_

#include <functional>
#include <memory>
#include <string>

#include "common/actor/gate.h"
#include "common/net/session.h"
#include "common/process/executable_cache.h"

namespace sluice {

// Fetches an executable from the driver daemon into the cache and calls `done` once, in the mailbox: OK when it is
// there. UNAVAILABLE: the link broke, DEADLINE_EXCEEDED: nothing came for a while; try again. `pass` is given back when
// the link is closed, which may be later. The result cancels it (done is called then too); call it in the mailbox.
std::function<void()> FetchExecutable(Transport& transport, std::shared_ptr<Postbox> postbox, Gate::Pass pass,
                                      const std::string& driver, const ExecutableCache& cache, const ExecutableKey& key,
                                      std::function<void(absl::Status)> done);

}  // namespace sluice

#endif  // SLUICE_WORKER_DAEMON_EXECUTABLE_FETCH_H_
