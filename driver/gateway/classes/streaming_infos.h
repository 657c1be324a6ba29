#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_STREAMING_INFOS_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_STREAMING_INFOS_H_

#include <string_view>
#include <utility>

#include "api/listener/streaming_listener.h"
#include "driver/gateway/object.h"

namespace sluice::gateway {

// What listeners are told of streams, as Python has it. A time that is not known is -1, a text null.

class JavaStreamInputInfo : public ObjectOf<JavaStreamInputInfo> {
 public:
  static const Class& Describe();
  explicit JavaStreamInputInfo(StreamInputInfo info) : info_(std::move(info)) {}
  const StreamInputInfo& info() const { return info_; }

 private:
  const StreamInputInfo info_;
};

class JavaOutputOperationInfo : public ObjectOf<JavaOutputOperationInfo> {
 public:
  static const Class& Describe();
  explicit JavaOutputOperationInfo(OutputOperationInfo info) : info_(std::move(info)) {}
  const OutputOperationInfo& info() const { return info_; }

 private:
  const OutputOperationInfo info_;
};

class JavaBatchInfo : public ObjectOf<JavaBatchInfo> {
 public:
  static const Class& Describe();
  explicit JavaBatchInfo(BatchInfo info) : info_(std::move(info)) {}
  const BatchInfo& info() const { return info_; }

 private:
  const BatchInfo info_;
};

class JavaReceiverInfo : public ObjectOf<JavaReceiverInfo> {
 public:
  static const Class& Describe();
  explicit JavaReceiverInfo(ReceiverInfo info) : info_(std::move(info)) {}
  const ReceiverInfo& info() const { return info_; }

 private:
  const ReceiverInfo info_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_STREAMING_INFOS_H_
