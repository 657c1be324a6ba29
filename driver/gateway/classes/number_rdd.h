#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_NUMBER_RDD_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_NUMBER_RDD_H_

#include <memory>
#include <string_view>
#include <utility>

#include "driver/gateway/classes/java_rdd.h"
#include "driver/gateway/object.h"

namespace sluice::gateway {

// An RDD of Python whose objects are to be those of the JVM. Only numbers can be: they are counted or added up about,
// as rows of ours.
class NumberRdd : public ObjectOf<NumberRdd> {
 public:
  static constexpr std::string_view kName = "JavaDoubleRDD";
  static const Class& Describe();
  explicit NumberRdd(std::shared_ptr<JavaRdd> pickled) : pickled_(std::move(pickled)) {}
  const std::shared_ptr<JavaRdd>& pickled() const { return pickled_; }

 private:
  const std::shared_ptr<JavaRdd> pickled_;
};

// org.apache.spark.api.python.SerDeUtil: makes it of an RDD of Python, and the other way round.
const Class& SerDeUtilClass();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_NUMBER_RDD_H_
