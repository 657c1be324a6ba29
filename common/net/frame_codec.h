#ifndef SLUICE_COMMON_NET_FRAME_CODEC_H_
#define SLUICE_COMMON_NET_FRAME_CODEC_H_

#include <grpcpp/support/byte_buffer.h>

#include <cstdint>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/net/transport.h"

namespace sluice {

// The bytes of one gRPC message; numbers are 32 bits, little endian. See docs/design/002-transport.md.
//   a frame:    length of head, head, body
//   a goodbye:  kGoodbyeMark, status code, status message; the last message of its direction, why the link ends
inline constexpr uint32_t kGoodbyeMark = 0xFFFFFFFF;
inline constexpr int64_t kMessageBytesMax = kFrameBytesMax + 4;

struct Goodbye {
  absl::Status reason;
};
using Message = std::variant<Frame, Goodbye>;

// Neither direction copies the body: the message holds the frame's buffers, and the frame holds the message's slices.
grpc::ByteBuffer EncodeFrame(const Frame& frame);
grpc::ByteBuffer EncodeGoodbye(const absl::Status& reason);

// INVALID_ARGUMENT says what is wrong with bytes that are no message. Any bytes are safe.
absl::StatusOr<Message> DecodeMessage(const grpc::ByteBuffer& bytes);

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_FRAME_CODEC_H_
