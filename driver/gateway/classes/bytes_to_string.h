#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_BYTES_TO_STRING_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_BYTES_TO_STRING_H_

#include <string_view>

#include "driver/gateway/object.h"

namespace sluice::gateway {

// The function that makes text of its bytes; given to JavaRDD.map.
class BytesToString : public ObjectOf<BytesToString> {
 public:
  static constexpr std::string_view kName = "BytesToString";
  static const Class& Describe();
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_BYTES_TO_STRING_H_
