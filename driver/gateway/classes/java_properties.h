#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_PROPERTIES_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_PROPERTIES_H_

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "driver/gateway/object.h"

namespace sluice::gateway {

// The local properties of a thread, as another one takes them over.
class JavaProperties : public ObjectOf<JavaProperties> {
 public:
  static constexpr std::string_view kName = "Properties";
  static const Class& Describe();
  explicit JavaProperties(std::map<std::string, std::string> values) : values_(std::move(values)) {}
  const std::map<std::string, std::string>& values() const { return values_; }

 private:
  const std::map<std::string, std::string> values_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_PROPERTIES_H_
