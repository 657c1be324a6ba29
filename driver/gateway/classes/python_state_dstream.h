#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_STATE_DSTREAM_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_STATE_DSTREAM_H_

namespace sluice::gateway {

class Class;

// org.apache.spark.streaming.api.python.PythonStateDStream: state, made of the former one and what is new.
const Class& PythonStateDStreamClass();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_STATE_DSTREAM_H_
