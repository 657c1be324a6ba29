#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_DSTREAM_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_DSTREAM_H_

namespace sluice::gateway {

class Class;

// org.apache.spark.streaming.api.python.PythonDStream: outputs, and queues for streams.
const Class& PythonDStreamClass();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_DSTREAM_H_
