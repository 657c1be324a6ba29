#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_TRANSFORMED2_DSTREAM_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_TRANSFORMED2_DSTREAM_H_

namespace sluice::gateway {

class Class;

// org.apache.spark.streaming.api.python.PythonTransformed2DStream: the same of two streams.
const Class& PythonTransformed2DStreamClass();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_TRANSFORMED2_DSTREAM_H_
