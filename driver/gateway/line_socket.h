#ifndef SLUICE_DRIVER_GATEWAY_LINE_SOCKET_H_
#define SLUICE_DRIVER_GATEWAY_LINE_SOCKET_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/file_descriptor.h"

namespace sluice::gateway {

// A connection of this machine over which lines come and go. One thread reads and writes; Close is thread-safe.
class LineSocket {
 public:
  explicit LineSocket(FileDescriptor socket);
  // To a port of 127.0.0.1.
  static absl::StatusOr<LineSocket> ConnectTo(int port);

  // Without its end. CANCELLED: the other side has closed. RESOURCE_EXHAUSTED: the line is longer than `bytes_max`.
  // DEADLINE_EXCEEDED: none came in the time of LimitWaits.
  absl::StatusOr<std::string> ReadLine(size_t bytes_max = kLineBytesMax);
  absl::StatusOr<std::string> ReadExactly(size_t bytes);
  absl::Status Write(std::string_view bytes);
  // For all reads from now on; infinite: they wait.
  void LimitWaits(absl::Duration limit);
  // Reads and writes fail from now on, also those that wait.
  void Close();

  int number() const { return socket_.number(); }

 private:
  static constexpr size_t kLineBytesMax = size_t{1} << 30;
  absl::Status ReadSome();

  FileDescriptor socket_;
  std::string received_;
  size_t taken_ = 0;  // So many bytes of `received_` were read.
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_LINE_SOCKET_H_
