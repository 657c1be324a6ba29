#ifndef SLUICE_CONNECTORS_SOCKET_WAKER_H_
#define SLUICE_CONNECTORS_SOCKET_WAKER_H_

#include <sys/eventfd.h>

#include <cstdint>

#include "common/base/check.h"
#include "common/base/file_descriptor.h"

namespace sluice {

// Ends the poll() of another thread. Thread-safe.
class Waker {
 public:
  Waker() : event_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) { SLUICE_CHECK(event_); }

  void Wake() {
    const uint64_t one = 1;
    SLUICE_CHECK(write(event_.number(), &one, sizeof one) == sizeof one);
  }
  // Forgets the wake-ups so far.
  void Clear() {
    uint64_t count;
    (void)!read(event_.number(), &count, sizeof count);
  }
  int number() const { return event_.number(); }  // Poll it for POLLIN.

 private:
  const FileDescriptor event_;
};

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_SOCKET_WAKER_H_
