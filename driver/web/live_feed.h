#ifndef SLUICE_DRIVER_WEB_LIVE_FEED_H_
#define SLUICE_DRIVER_WEB_LIVE_FEED_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/actor/mailbox.h"
#include "driver/web/site_host.h"

namespace sluice {

// Tells those who watch an application what changes: once a second, and however many know the same of it, it is asked
// once. Nobody listens: nobody is asked. Used in the mailbox of its host only, which it outlives.
class LiveFeed {
 public:
  LiveFeed(Mailbox& mailbox, SiteHost& host) : mailbox_(mailbox), host_(host) {}

  // Answers with a stream of events "changes", whose ids are cursors, from `since` on; or with what the application
  // says instead of its first changes.
  void Listen(const ApplicationId& id, const std::string& since, std::shared_ptr<HttpResponder> responder);

 private:
  using Streams = std::vector<std::unique_ptr<EventStream>>;
  using Place = std::pair<ApplicationId, std::string>;  // An application, and what its listeners know of it: a cursor.

  void Wait(const Place& place, Streams streams);
  void Look();
  void Ask(const Place& place, Streams streams);
  void Tell(const Place& place, const PageAnswer& answer, Streams streams);

  Mailbox& mailbox_;
  SiteHost& host_;
  std::map<Place, Streams> waiting_;
  bool looks_ = false;  // A look is due.
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_WEB_LIVE_FEED_H_
