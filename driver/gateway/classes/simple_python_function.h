#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_SIMPLE_PYTHON_FUNCTION_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_SIMPLE_PYTHON_FUNCTION_H_

#include <memory>
#include <string_view>
#include <utility>

#include "driver/gateway/context.h"
#include "driver/gateway/object.h"
#include "engine/python/python_function.h"

namespace sluice::gateway {

// A function that tasks are to run.
class SimplePythonFunction : public ObjectOf<SimplePythonFunction> {
 public:
  static constexpr std::string_view kName = "PythonFunction";
  static const Class& Describe();
  SimplePythonFunction(std::shared_ptr<Context> context, PythonFunction function)
      : context_(std::move(context)), function_(std::move(function)) {}
  const PythonFunction& function() const { return function_; }

 private:
  const std::shared_ptr<Context> context_;  // Outlives the variables and files of the function.
  const PythonFunction function_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_SIMPLE_PYTHON_FUNCTION_H_
