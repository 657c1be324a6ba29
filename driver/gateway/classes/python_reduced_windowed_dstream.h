#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_REDUCED_WINDOWED_DSTREAM_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_REDUCED_WINDOWED_DSTREAM_H_

namespace sluice::gateway {

class Class;

// org.apache.spark.streaming.api.python.PythonReducedWindowedDStream: sums of windows.
const Class& PythonReducedWindowedDStreamClass();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_REDUCED_WINDOWED_DSTREAM_H_
