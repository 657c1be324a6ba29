#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_SPARK_SESSION_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_SPARK_SESSION_H_

namespace sluice::gateway {

class Class;

// org.apache.spark.sql.classic.SparkSession: there is none yet, and it says so.
const Class& SparkSessionClass();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_SPARK_SESSION_H_
