#ifndef SLUICE_DRIVER_SERVE_SERVE_H_
#define SLUICE_DRIVER_SERVE_SERVE_H_

#include <memory>
#include <string>

#include "common/net/session.h"
#include "driver/serve/cluster_host.h"

namespace sluice {

// The driver's end of a conversation /sluice.v1.Submit/...; null for one that is not served here. `host` and `mailbox`
// outlive it.
std::shared_ptr<Session> NewServeSession(const std::string& conversation, ClusterHost& host, Mailbox& mailbox,
                                         std::shared_ptr<Link> link);

}  // namespace sluice

#endif  // SLUICE_DRIVER_SERVE_SERVE_H_
