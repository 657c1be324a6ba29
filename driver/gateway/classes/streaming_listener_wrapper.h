#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_STREAMING_LISTENER_WRAPPER_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_STREAMING_LISTENER_WRAPPER_H_

#include <memory>
#include <string_view>
#include <utility>

#include "api/listener/streaming_listener.h"
#include "driver/gateway/object.h"

namespace sluice::gateway {

// A listener of the program, twice wrapped: it is the same in both.
class StreamingListenerWrapper : public ObjectOf<StreamingListenerWrapper> {
 public:
  static constexpr std::string_view kName = "PythonStreamingListenerWrapper";
  static const Class& Describe();
  explicit StreamingListenerWrapper(std::shared_ptr<StreamingListener> listener) : listener_(std::move(listener)) {}
  const std::shared_ptr<StreamingListener>& listener() const { return listener_; }

 private:
  const std::shared_ptr<StreamingListener> listener_;
};

// org.apache.spark.streaming.api.java.JavaStreamingListenerWrapper.
const Class& JavaStreamingListenerWrapperClass();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_STREAMING_LISTENER_WRAPPER_H_
