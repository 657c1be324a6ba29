#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_CLASS_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_CLASS_H_

#include <string>
#include <utility>

#include "driver/gateway/object.h"

namespace sluice::gateway {

// A class as an object.
class JavaClass : public ObjectOf<JavaClass> {
 public:
  static constexpr std::string_view kName = "Class";
  static const Class& Describe();
  explicit JavaClass(std::string name) : name_(std::move(name)) {}

  std::string ToString() const override { return "class " + name_; }
  bool Equals(const Object& other) const override;
  const std::string& name() const { return name_; }

 private:
  const std::string name_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_CLASS_H_
