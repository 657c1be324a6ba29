#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_RDD_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_RDD_H_

namespace sluice::gateway {

class Class;

// org.apache.spark.api.python.PythonRDD: made of an RDD and a function, and the actions on RDDs of Python.
const Class& PythonRddClass();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_RDD_H_
