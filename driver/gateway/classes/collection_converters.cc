#include "driver/gateway/classes/collection_converters.h"

#include "driver/gateway/class.h"

namespace sluice::gateway {

const Class& CollectionConverters() {
  static const Class type =
      Class("scala.jdk.javaapi.CollectionConverters").Static("asJava", [](Value sequence) { return sequence; });
  return type;
}

}  // namespace sluice::gateway
