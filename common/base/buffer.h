#ifndef SLUICE_COMMON_BASE_BUFFER_H_
#define SLUICE_COMMON_BASE_BUFFER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

// Immutable bytes with shared ownership: copying and slicing never copy the bytes. Thread-safe like any constant.
class Buffer {
 public:
  Buffer() = default;
  // `owner` keeps `bytes` alive and unchanged.
  Buffer(std::shared_ptr<const void> owner, std::string_view bytes) : owner_(std::move(owner)), bytes_(bytes) {}

  static Buffer FromString(std::string text);

  std::string_view view() const { return bytes_; }
  const char* data() const { return bytes_.data(); }
  size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  const std::shared_ptr<const void>& owner() const { return owner_; }

  Buffer Slice(size_t from, size_t length) const { return Buffer(owner_, bytes_.substr(from, length)); }

 private:
  std::shared_ptr<const void> owner_;
  std::string_view bytes_;
};

// Bytes in several pieces, in order.
using Buffers = std::vector<Buffer>;

size_t TotalBytes(const Buffers& buffers);

std::string Join(const Buffers& buffers);

// The bytes in one piece; copied only if they came in several.
Buffer Contiguous(const Buffers& pieces);

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_BUFFER_H_
