#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_THREAD_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_THREAD_H_

#include <cstdint>

#include "driver/gateway/object.h"

namespace sluice::gateway {

// The thread that serves a connection, and so a thread of the program.
class JavaThread : public ObjectOf<JavaThread> {
 public:
  static const Class& Describe();
  explicit JavaThread(int64_t id) : id_(id) {}

 private:
  const int64_t id_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_THREAD_H_
