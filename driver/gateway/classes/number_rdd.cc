#include "driver/gateway/classes/number_rdd.h"

#include <cstdint>

#include "api/rdd/rdd.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/partial_result.h"
#include "engine/python/pickled_numbers.h"

namespace sluice::gateway {
namespace {

using NumberRddPtr = std::shared_ptr<NumberRdd>;

NumberRddPtr Self(NumberRdd& self) { return std::static_pointer_cast<NumberRdd>(self.shared_from_this()); }

RDD<double> Rows(const NumberRdd& self) {
  return RDD<double>(self.pickled()->handle().Narrow(RefTo<UnpickledNumbersOp>("pythonToJava", {})));
}

}  // namespace

const Class& NumberRdd::Describe() {
  static const Class type =
      Class("org.apache.spark.api.java.JavaDoubleRDD")
          .Static("fromRDD", [](NumberRddPtr rdd) { return rdd; })
          .Has("rdd", &Self)
          .Has("countApproxDistinct",
               [](NumberRdd& self, double relative_sd) { return Rows(self).countApproxDistinct(relative_sd); })
          .Has("sumApprox",
               [](NumberRdd& self, int64_t timeout, double confidence) {
                 return std::make_shared<JavaPartialResult>(Rows(self).sumApprox(timeout, confidence));
               })
          .Has("meanApprox", [](NumberRdd& self, int64_t timeout, double confidence) {
            return std::make_shared<JavaPartialResult>(Rows(self).meanApprox(timeout, confidence));
          });
  return type;
}

const Class& SerDeUtilClass() {
  static const Class type =
      Class("org.apache.spark.api.python.SerDeUtil")
          .Static("pythonToJava",
                  [](std::shared_ptr<JavaRdd> rdd, bool) { return std::make_shared<NumberRdd>(std::move(rdd)); })
          .Static("javaToPython", [](NumberRddPtr rdd) { return rdd->pickled(); });
  return type;
}

}  // namespace sluice::gateway
