#ifndef SLUICE_DRIVER_GATEWAY_PYTHON_STREAMING_LISTENER_H_
#define SLUICE_DRIVER_GATEWAY_PYTHON_STREAMING_LISTENER_H_

#include <cstdint>
#include <string_view>
#include <utility>

#include "api/listener/streaming_listener.h"
#include "driver/gateway/value.h"

namespace sluice::gateway {

class Class;
class Gateway;

// A listener of the program, which is called over there. What it throws is thrown here.
class PythonStreamingListener : public StreamingListener {
 public:
  PythonStreamingListener(Gateway& gateway, Proxy proxy) : gateway_(gateway), proxy_(std::move(proxy)) {}

  void onStreamingStarted(int64_t time) override;
  void onReceiverStarted(const ReceiverInfo& receiver) override;
  void onReceiverError(const ReceiverInfo& receiver) override;
  void onReceiverStopped(const ReceiverInfo& receiver) override;
  void onBatchSubmitted(const BatchInfo& batch) override;
  void onBatchStarted(const BatchInfo& batch) override;
  void onBatchCompleted(const BatchInfo& batch) override;
  void onOutputOperationStarted(const OutputOperationInfo& operation) override;
  void onOutputOperationCompleted(const OutputOperationInfo& operation) override;

 private:
  void Tell(std::string_view method, const Class& type, Value about) const;

  Gateway& gateway_;
  const Proxy proxy_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_PYTHON_STREAMING_LISTENER_H_
