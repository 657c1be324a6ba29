#ifndef SLUICE_BENCH_STEPS_LOOPBACK_H_
#define SLUICE_BENCH_STEPS_LOOPBACK_H_

#include <cstddef>

#include "common/base/file_descriptor.h"

namespace sluice {

// A listening TCP socket on loopback.
class LoopbackListener {
 public:
  LoopbackListener();
  int port() const { return port_; }
  FileDescriptor Accept();
  // A new connection to it.
  FileDescriptor Connect() const;

 private:
  FileDescriptor socket_;
  int port_ = 0;
};

// Reads until the other side closes, into the same memory again and again; returns the number of bytes.
size_t ReceiveAll(const FileDescriptor& socket);

}  // namespace sluice

#endif  // SLUICE_BENCH_STEPS_LOOPBACK_H_
