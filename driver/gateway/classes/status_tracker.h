#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_STATUS_TRACKER_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_STATUS_TRACKER_H_

#include <memory>
#include <utility>

#include "driver/gateway/context.h"
#include "driver/gateway/object.h"

namespace sluice::gateway {

// How the jobs of an application are doing.
class JavaStatusTracker : public ObjectOf<JavaStatusTracker> {
 public:
  static const Class& Describe();
  explicit JavaStatusTracker(std::shared_ptr<Context> context) : context_(std::move(context)) {}
  StatusTracker tracker() const { return StatusTracker(context_->jobs()); }

 private:
  const std::shared_ptr<Context> context_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_STATUS_TRACKER_H_
