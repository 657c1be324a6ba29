#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_TUPLE2_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_TUPLE2_H_

#include <string>
#include <utility>

#include "driver/gateway/classes/equality.h"
#include "driver/gateway/object.h"
#include "driver/gateway/value.h"

namespace sluice::gateway {

// A pair of the JVM; an entry of a map is one, too.
class Tuple2 : public ObjectOf<Tuple2> {
 public:
  static const Class& Describe();
  Tuple2(Value first, Value second) : first_(std::move(first)), second_(std::move(second)) {}

  std::string ToString() const override { return "(" + ToText(first_) + "," + ToText(second_) + ")"; }
  const Value& first() const { return first_; }
  const Value& second() const { return second_; }

 private:
  const Value first_;
  const Value second_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_TUPLE2_H_
