#ifndef SLUICE_ROLE_WATCHED_APPLICATION_H_
#define SLUICE_ROLE_WATCHED_APPLICATION_H_

#include <functional>
#include <memory>
#include <string>

#include "common/process/role_environment.h"
#include "driver/application/application_driver.h"
#include "driver/pages/page_question.h"

namespace sluice {

// The application of this process, as those see it who watch: what there is to know is found when somebody asks, in the
// driver's mailbox. Thread-safe.
class WatchedApplication {
 public:
  // `driver` outlives it.
  WatchedApplication(ApplicationId id, std::string name, const RoleEnvironment& environment, ApplicationDriver& driver);

  const std::string& id() const;
  const std::string& name() const;
  const std::string& user() const;
  absl::Time started() const;

  // `answered` is called from the driver's thread; never if the driver ends before.
  void Ask(PageQuestion question, std::function<void(PageAnswer)> answered) const;

 private:
  struct Facts;
  const std::shared_ptr<const Facts> facts_;
  ApplicationDriver& driver_;
};

}  // namespace sluice

#endif  // SLUICE_ROLE_WATCHED_APPLICATION_H_
