#include "driver/gateway/classes/tuple2.h"

#include "driver/gateway/class.h"

namespace sluice::gateway {

const Class& Tuple2::Describe() {
  static const Class type = Class("scala.Tuple2")
                                .Constructor([](Value first, Value second) {
                                  return std::make_shared<Tuple2>(std::move(first), std::move(second));
                                })
                                .Has("_1", [](Tuple2& self) { return self.first(); })
                                .Has("_2", [](Tuple2& self) { return self.second(); })
                                .Has("getKey", [](Tuple2& self) { return self.first(); })
                                .Has("getValue", [](Tuple2& self) { return self.second(); });
  return type;
}

}  // namespace sluice::gateway
