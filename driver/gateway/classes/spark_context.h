#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_SPARK_CONTEXT_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_SPARK_CONTEXT_H_

#include <memory>
#include <string_view>
#include <utility>

#include "driver/gateway/context.h"
#include "driver/gateway/object.h"

namespace sluice::gateway {

// The same SparkContext, as what is written in Scala would hold it: JavaSparkContext.sc().
class SparkContext : public ObjectOf<SparkContext> {
 public:
  static constexpr std::string_view kName = "SparkContext";
  static const Class& Describe();
  explicit SparkContext(std::shared_ptr<Context> context) : context_(std::move(context)) {}
  const std::shared_ptr<Context>& context() const { return context_; }

 private:
  const std::shared_ptr<Context> context_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_SPARK_CONTEXT_H_
