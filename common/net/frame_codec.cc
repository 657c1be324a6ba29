#include "common/net/frame_codec.h"

#include <grpcpp/support/slice.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/printable.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

constexpr size_t kGoodbyeBytesMax = 64 << 10;  // What peers say at parting is cut there.

using Owner = std::shared_ptr<const void>;

void AppendU32(std::string& out, uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(value >> shift));
}

// Keeps a buffer's owner until gRPC has sent the bytes, which ends in another thread. The flag shows that order to the
// thread sanitizer, which cannot see it inside the system's gRPC.
struct Held {
  Owner owner;
  std::atomic<bool> handed_over = false;
};

void LetGo(void* held) {
  if (static_cast<Held*>(held)->handed_over.load(std::memory_order_acquire)) delete static_cast<Held*>(held);
}

grpc::Slice SliceOf(const Buffer& buffer) {
  auto* held = new Held{.owner = buffer.owner()};
  held->handed_over.store(true, std::memory_order_release);
  return grpc::Slice(const_cast<char*>(buffer.data()), buffer.size(), LetGo, held);
}

Buffer BufferOf(grpc::Slice slice) {
  auto owner = std::make_shared<const grpc::Slice>(std::move(slice));
  std::string_view bytes(reinterpret_cast<const char*>(owner->begin()), owner->size());
  return Buffer(std::move(owner), bytes);
}

// Takes bytes from the front of a row of buffers.
class Reader {
 public:
  explicit Reader(Buffers buffers) : buffers_(std::move(buffers)), left_(TotalBytes(buffers_)) {}

  size_t left() const { return left_; }

  // REQUIRES: length <= left().
  std::string Take(size_t length) {
    std::string out;
    out.reserve(length);
    left_ -= length;
    while (out.size() < length) {
      Buffer& front = buffers_[at_];
      size_t part = std::min(length - out.size(), front.size());
      out.append(front.view().substr(0, part));
      front = front.Slice(part, front.size() - part);
      if (front.empty()) ++at_;
    }
    return out;
  }

  // REQUIRES: left() >= 4.
  uint32_t TakeU32() {
    std::string bytes = Take(4);
    uint32_t value = 0;
    for (int i = 3; i >= 0; --i) value = value << 8 | static_cast<uint8_t>(bytes[i]);
    return value;
  }

  Buffers TakeRest() {
    buffers_.erase(buffers_.begin(), buffers_.begin() + at_);
    return std::move(buffers_);
  }

 private:
  Buffers buffers_;
  size_t left_;
  size_t at_ = 0;
};

absl::StatusOr<Buffers> BuffersOf(const grpc::ByteBuffer& bytes) {
  std::vector<grpc::Slice> slices;
  if (bytes.Valid() && !bytes.Dump(&slices).ok()) {
    return absl::InvalidArgumentError("message cannot be decompressed");
  }
  Buffers buffers;
  buffers.reserve(slices.size());
  for (grpc::Slice& slice : slices) {
    if (slice.size() > 0) buffers.push_back(BufferOf(std::move(slice)));
  }
  return buffers;
}

absl::StatusOr<Message> DecodeGoodbye(Reader reader) {
  if (reader.left() < 4) return absl::InvalidArgumentError("goodbye without a status code");
  uint32_t code = reader.TakeU32();
  bool known = code <= static_cast<uint32_t>(absl::StatusCode::kUnauthenticated);
  return Goodbye{absl::Status(known ? static_cast<absl::StatusCode>(code) : absl::StatusCode::kUnknown,
                              Shortened(reader.Take(reader.left()), kGoodbyeBytesMax))};
}

}  // namespace

grpc::ByteBuffer EncodeFrame(const Frame& frame) {
  std::string start;
  start.reserve(4 + frame.head.size());
  AppendU32(start, frame.head.size());
  start += frame.head;
  std::vector<grpc::Slice> slices;
  slices.reserve(1 + frame.body.size());
  slices.emplace_back(start);
  for (const Buffer& buffer : frame.body) {
    if (!buffer.empty()) slices.push_back(SliceOf(buffer));
  }
  return grpc::ByteBuffer(slices.data(), slices.size());
}

grpc::ByteBuffer EncodeGoodbye(const absl::Status& reason) {
  std::string bytes;
  AppendU32(bytes, kGoodbyeMark);
  AppendU32(bytes, static_cast<uint32_t>(reason.code()));
  grpc::Slice slice(bytes.append(ToStd(reason.message())));
  return grpc::ByteBuffer(&slice, 1);
}

absl::StatusOr<Message> DecodeMessage(const grpc::ByteBuffer& bytes) {
  SLUICE_ASSIGN_OR_RETURN(Buffers buffers, BuffersOf(bytes));
  Reader reader(std::move(buffers));
  if (reader.left() < 4) return absl::InvalidArgumentError(StrCat("message of ", reader.left(), " bytes"));
  uint32_t head_bytes = reader.TakeU32();
  if (head_bytes == kGoodbyeMark) return DecodeGoodbye(std::move(reader));
  if (head_bytes > reader.left()) {
    return absl::InvalidArgumentError(
        StrCat("head is longer than its message: head=", head_bytes, " left=", reader.left()));
  }
  Frame frame;
  frame.head = reader.Take(head_bytes);
  frame.body = reader.TakeRest();
  return frame;
}

}  // namespace sluice
