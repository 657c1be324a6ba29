#include "driver/gateway/classes/duration.h"

#include "driver/gateway/class.h"

namespace sluice::gateway {

const Class& JavaDuration::Describe() {
  static const Class type = Class("org.apache.spark.streaming.Duration")
                                .Constructor([](int64_t millis) { return std::make_shared<JavaDuration>(millis); })
                                .Has("milliseconds", [](JavaDuration& self) { return self.millis(); });
  return type;
}

const Class& JavaTime::Describe() {
  static const Class type = Class("org.apache.spark.streaming.Time")
                                .Constructor([](int64_t millis) { return std::make_shared<JavaTime>(millis); })
                                .Has("milliseconds", [](JavaTime& self) { return self.millis(); });
  return type;
}

}  // namespace sluice::gateway
