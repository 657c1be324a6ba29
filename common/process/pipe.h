#ifndef SLUICE_COMMON_PROCESS_PIPE_H_
#define SLUICE_COMMON_PROCESS_PIPE_H_

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/status/statusor.h"
#include "common/base/file_descriptor.h"
#include "common/base/str_cat.h"

namespace sluice {

// Both ends of a pipe of the system; programs that are started get neither unless they are given it. Not thread-safe.
struct Pipe {
  FileDescriptor read, write;

  // RESOURCE_EXHAUSTED: no file descriptor is left.
  static absl::StatusOr<Pipe> Open() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return absl::ResourceExhaustedError(StrCat("a pipe: ", std::strerror(errno)));
    return Pipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
  }
};

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_PIPE_H_
