#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_STREAMING_CONTEXT_CLASS_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_STREAMING_CONTEXT_CLASS_H_

namespace sluice::gateway {

class Class;

// org.apache.spark.streaming.StreamingContext: the one that is active.
const Class& StreamingContextClass();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_STREAMING_CONTEXT_CLASS_H_
