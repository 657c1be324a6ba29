#include "common/base/buffer.h"

namespace sluice {

Buffer Buffer::FromString(std::string text) {
  auto owner = std::make_shared<const std::string>(std::move(text));
  std::string_view bytes = *owner;
  return Buffer(std::move(owner), bytes);
}

size_t TotalBytes(const Buffers& buffers) {
  size_t total = 0;
  for (const Buffer& buffer : buffers) total += buffer.size();
  return total;
}

std::string Join(const Buffers& buffers) {
  std::string all;
  all.reserve(TotalBytes(buffers));
  for (const Buffer& buffer : buffers) all.append(buffer.view());
  return all;
}

Buffer Contiguous(const Buffers& pieces) {
  if (pieces.empty()) return Buffer();
  return pieces.size() == 1 ? pieces[0] : Buffer::FromString(Join(pieces));
}

}  // namespace sluice
