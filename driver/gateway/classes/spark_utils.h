#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_SPARK_UTILS_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_SPARK_UTILS_H_

namespace sluice::gateway {

class Class;

// org.apache.spark.util.Utils: folders for temporary files.
const Class& SparkUtilsClass();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_SPARK_UTILS_H_
