#include "driver/gateway/classes/bytes_to_string.h"

#include "driver/gateway/class.h"

namespace sluice::gateway {

const Class& BytesToString::Describe() {
  static const Class type =
      Class("org.apache.spark.api.python.BytesToString").Constructor([] { return std::make_shared<BytesToString>(); });
  return type;
}

}  // namespace sluice::gateway
