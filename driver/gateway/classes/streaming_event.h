#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_STREAMING_EVENT_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_STREAMING_EVENT_H_

#include <utility>
#include <vector>

#include "driver/gateway/object.h"
#include "driver/gateway/value.h"

namespace sluice::gateway {

// What a listener is told at once: that something has happened, of a class for each kind, and all that is known of it.
class JavaStreamingEvent : public Object {
 public:
  static const Class& StreamingStarted();
  static const Class& ReceiverStarted();
  static const Class& ReceiverError();
  static const Class& ReceiverStopped();
  static const Class& BatchSubmitted();
  static const Class& BatchStarted();
  static const Class& BatchCompleted();
  static const Class& OutputOperationStarted();
  static const Class& OutputOperationCompleted();
  static std::vector<const Class*> All();

  // `type` is one of these.
  JavaStreamingEvent(const Class& type, Value about) : type_(type), about_(std::move(about)) {}
  const Class& type() const override { return type_; }
  const Value& about() const { return about_; }

 private:
  const Class& type_;
  const Value about_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_STREAMING_EVENT_H_
