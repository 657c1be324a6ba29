#ifndef SLUICE_DRIVER_APPLICATION_PUBLISHED_STATUS_H_
#define SLUICE_DRIVER_APPLICATION_PUBLISHED_STATUS_H_

#include <functional>
#include <utility>

#include "common/base/mutex.h"
#include "driver/application/application_status.h"

namespace sluice {

// The status that an application has told last, for any thread, and who is told each new one.
class PublishedStatus {
 public:
  using Observer = std::function<void(const ApplicationStatus&)>;

  explicit PublishedStatus(ApplicationId application) { status_.application = std::move(application); }

  ApplicationStatus Get() const {
    MutexLock lock(&mu_);
    return status_;
  }
  void SetObserver(Observer observer) {
    MutexLock lock(&mu_);
    observer_ = std::move(observer);
  }
  void Publish(const ApplicationStatus& status) {
    Observer observer;
    {
      MutexLock lock(&mu_);
      status_ = status;
      observer = observer_;
    }
    if (observer) observer(status);
  }

 private:
  mutable Mutex mu_;
  ApplicationStatus status_ ABSL_GUARDED_BY(mu_);
  Observer observer_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_PUBLISHED_STATUS_H_
