#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_THROWABLE_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_THROWABLE_H_

#include <memory>
#include <string>
#include <utility>

#include "driver/gateway/object.h"

namespace sluice::gateway {

// What a call throws: Python raises a Py4JJavaError with it.
class Throwable : public ObjectOf<Throwable> {
 public:
  static const Class& Describe();
  Throwable(std::string class_name, std::string message)
      : class_name_(std::move(class_name)), message_(std::move(message)) {}

  std::string ClassName() const override { return class_name_; }
  std::string ToString() const override { return message_.empty() ? class_name_ : class_name_ + ": " + message_; }
  const std::string& message() const { return message_; }
  // As printStackTrace prints it: what Python shows of it.
  std::string StackTrace() const;

 private:
  const std::string class_name_;
  const std::string message_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_THROWABLE_H_
