#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_STREAMING_CONTEXT_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_STREAMING_CONTEXT_H_

#include <memory>
#include <string_view>
#include <utility>

#include "driver/gateway/classes/java_dstream.h"
#include "driver/gateway/context.h"
#include "driver/gateway/object.h"

namespace sluice::gateway {

// The StreamingContext of a program; in Scala's clothes, too.
class JavaStreamingContext : public ObjectOf<JavaStreamingContext> {
 public:
  static constexpr std::string_view kName = "JavaStreamingContext";
  static const Class& Describe();
  JavaStreamingContext(std::shared_ptr<Context> context, JavaDStream::Program program)
      : context_(std::move(context)), program_(std::move(program)) {}

  // The same for all objects of one context.
  int32_t HashCode() const override;
  const std::shared_ptr<Context>& context() const { return context_; }
  const JavaDStream::Program& program() const { return program_; }
  CallRecord* call_record() const override { return &program_->record(); }
  std::shared_ptr<JavaDStream> StreamOf(std::shared_ptr<StreamNode> node) const;

 private:
  const std::shared_ptr<Context> context_;  // Outlives the program.
  const JavaDStream::Program program_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_STREAMING_CONTEXT_H_
