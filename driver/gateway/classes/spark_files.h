#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_SPARK_FILES_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_SPARK_FILES_H_

namespace sluice::gateway {

class Class;

// org.apache.spark.SparkFiles: where files of addFile are.
const Class& SparkFilesClass();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_SPARK_FILES_H_
