#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_COLLECTION_CONVERTERS_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_COLLECTION_CONVERTERS_H_

namespace sluice::gateway {

class Class;

// scala.jdk.javaapi.CollectionConverters: what is a sequence of Scala there is a list here already.
const Class& CollectionConverters();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_COLLECTION_CONVERTERS_H_
