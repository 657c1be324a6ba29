#include "driver/gateway/classes/streaming_event.h"

#include <string>

#include "driver/gateway/class.h"

namespace sluice::gateway {
namespace {

Class EventClass(const std::string& kind, const std::string& about) {
  return Class("org.apache.spark.streaming.api.java.JavaStreamingListener" + kind)
      .Has(about, [](JavaStreamingEvent& self) { return self.about(); });
}

}  // namespace

const Class& JavaStreamingEvent::StreamingStarted() {
  static const Class type = EventClass("StreamingStarted", "time");
  return type;
}

const Class& JavaStreamingEvent::ReceiverStarted() {
  static const Class type = EventClass("ReceiverStarted", "receiverInfo");
  return type;
}

const Class& JavaStreamingEvent::ReceiverError() {
  static const Class type = EventClass("ReceiverError", "receiverInfo");
  return type;
}

const Class& JavaStreamingEvent::ReceiverStopped() {
  static const Class type = EventClass("ReceiverStopped", "receiverInfo");
  return type;
}

const Class& JavaStreamingEvent::BatchSubmitted() {
  static const Class type = EventClass("BatchSubmitted", "batchInfo");
  return type;
}

const Class& JavaStreamingEvent::BatchStarted() {
  static const Class type = EventClass("BatchStarted", "batchInfo");
  return type;
}

const Class& JavaStreamingEvent::BatchCompleted() {
  static const Class type = EventClass("BatchCompleted", "batchInfo");
  return type;
}

const Class& JavaStreamingEvent::OutputOperationStarted() {
  static const Class type = EventClass("OutputOperationStarted", "outputOperationInfo");
  return type;
}

const Class& JavaStreamingEvent::OutputOperationCompleted() {
  static const Class type = EventClass("OutputOperationCompleted", "outputOperationInfo");
  return type;
}

std::vector<const Class*> JavaStreamingEvent::All() {
  return {&StreamingStarted(), &ReceiverStarted(),        &ReceiverError(),
          &ReceiverStopped(),  &BatchSubmitted(),         &BatchStarted(),
          &BatchCompleted(),   &OutputOperationStarted(), &OutputOperationCompleted()};
}

}  // namespace sluice::gateway
