#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_TRANSFORMED_DSTREAM_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_TRANSFORMED_DSTREAM_H_

namespace sluice::gateway {

class Class;

// org.apache.spark.streaming.api.python.PythonTransformedDStream: what a function of Python makes of a stream's RDDs.
const Class& PythonTransformedDStreamClass();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_TRANSFORMED_DSTREAM_H_
