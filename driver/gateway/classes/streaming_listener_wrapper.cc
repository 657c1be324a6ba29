#include "driver/gateway/classes/streaming_listener_wrapper.h"

#include "driver/gateway/class.h"
#include "driver/gateway/python_streaming_listener.h"

namespace sluice::gateway {

const Class& StreamingListenerWrapper::Describe() {
  static const Class type = Class("org.apache.spark.streaming.api.java.PythonStreamingListenerWrapper")
                                .Constructor([](Gateway& gateway, Proxy listener) {
                                  return std::make_shared<StreamingListenerWrapper>(
                                      std::make_shared<PythonStreamingListener>(gateway, std::move(listener)));
                                });
  return type;
}

const Class& JavaStreamingListenerWrapperClass() {
  static const Class type = Class("org.apache.spark.streaming.api.java.JavaStreamingListenerWrapper")
                                .Constructor([](std::shared_ptr<StreamingListenerWrapper> wrapped) { return wrapped; });
  return type;
}

}  // namespace sluice::gateway
