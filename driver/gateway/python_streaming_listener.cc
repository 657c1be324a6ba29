#include "driver/gateway/python_streaming_listener.h"

#include <memory>

#include "api/core/error.h"
#include "driver/gateway/classes/streaming_event.h"
#include "driver/gateway/classes/streaming_infos.h"
#include "driver/gateway/gateway.h"

namespace sluice::gateway {

void PythonStreamingListener::Tell(std::string_view method, const Class& type, Value about) const {
  const Value event = ObjectPtr(std::make_shared<JavaStreamingEvent>(type, std::move(about)));
  internal::ThrowIfError(gateway_.python().Call(proxy_, method, {&event, 1}).status());
}

void PythonStreamingListener::onStreamingStarted(int64_t time) {
  Tell("onStreamingStarted", JavaStreamingEvent::StreamingStarted(), time);
}

void PythonStreamingListener::onReceiverStarted(const ReceiverInfo& receiver) {
  Tell("onReceiverStarted", JavaStreamingEvent::ReceiverStarted(),
       ObjectPtr(std::make_shared<JavaReceiverInfo>(receiver)));
}

void PythonStreamingListener::onReceiverError(const ReceiverInfo& receiver) {
  Tell("onReceiverError", JavaStreamingEvent::ReceiverError(), ObjectPtr(std::make_shared<JavaReceiverInfo>(receiver)));
}

void PythonStreamingListener::onReceiverStopped(const ReceiverInfo& receiver) {
  Tell("onReceiverStopped", JavaStreamingEvent::ReceiverStopped(),
       ObjectPtr(std::make_shared<JavaReceiverInfo>(receiver)));
}

void PythonStreamingListener::onBatchSubmitted(const BatchInfo& batch) {
  Tell("onBatchSubmitted", JavaStreamingEvent::BatchSubmitted(), ObjectPtr(std::make_shared<JavaBatchInfo>(batch)));
}

void PythonStreamingListener::onBatchStarted(const BatchInfo& batch) {
  Tell("onBatchStarted", JavaStreamingEvent::BatchStarted(), ObjectPtr(std::make_shared<JavaBatchInfo>(batch)));
}

void PythonStreamingListener::onBatchCompleted(const BatchInfo& batch) {
  Tell("onBatchCompleted", JavaStreamingEvent::BatchCompleted(), ObjectPtr(std::make_shared<JavaBatchInfo>(batch)));
}

void PythonStreamingListener::onOutputOperationStarted(const OutputOperationInfo& operation) {
  Tell("onOutputOperationStarted", JavaStreamingEvent::OutputOperationStarted(),
       ObjectPtr(std::make_shared<JavaOutputOperationInfo>(operation)));
}

void PythonStreamingListener::onOutputOperationCompleted(const OutputOperationInfo& operation) {
  Tell("onOutputOperationCompleted", JavaStreamingEvent::OutputOperationCompleted(),
       ObjectPtr(std::make_shared<JavaOutputOperationInfo>(operation)));
}

}  // namespace sluice::gateway
