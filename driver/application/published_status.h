#ifndef SLUICE_DRIVER_APPLICATION_PUBLISHED_STATUS_H_
#define SLUICE_DRIVER_APPLICATION_PUBLISHED_STATUS_H_

#include <utility>

#include "common/base/mutex.h"
#include "driver/application/application_status.h"

namespace sluice {

// The status that an application has told last, for any thread.
class PublishedStatus {
 public:
  explicit PublishedStatus(ApplicationId application) { status_.application = std::move(application); }

  ApplicationStatus Get() const {
    MutexLock lock(&mu_);
    return status_;
  }
  void Publish(ApplicationStatus status) {
    MutexLock lock(&mu_);
    status_ = std::move(status);
  }

 private:
  mutable Mutex mu_;
  ApplicationStatus status_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_PUBLISHED_STATUS_H_
