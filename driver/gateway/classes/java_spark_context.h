#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_SPARK_CONTEXT_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_SPARK_CONTEXT_H_

#include <memory>
#include <string_view>
#include <utility>

#include "driver/gateway/classes/hadoop_configuration.h"
#include "driver/gateway/context.h"
#include "driver/gateway/object.h"

namespace sluice::gateway {

// The SparkContext of a program, as its Python part holds it.
class JavaSparkContext : public ObjectOf<JavaSparkContext> {
 public:
  static constexpr std::string_view kName = "JavaSparkContext";
  static const Class& Describe();
  explicit JavaSparkContext(std::shared_ptr<Context> context)
      : context_(std::move(context)), hadoop_(std::make_shared<HadoopConfiguration>()) {}
  const std::shared_ptr<Context>& context() const { return context_; }
  const std::shared_ptr<HadoopConfiguration>& hadoop_configuration() const { return hadoop_; }

 private:
  const std::shared_ptr<Context> context_;
  const std::shared_ptr<HadoopConfiguration> hadoop_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_SPARK_CONTEXT_H_
