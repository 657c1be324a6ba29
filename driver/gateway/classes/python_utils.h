#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_UTILS_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_UTILS_H_

namespace sluice::gateway {

class Class;

// org.apache.spark.api.python.PythonUtils: what PySpark asks of Spark when it starts.
const Class& PythonUtilsClass();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_UTILS_H_
