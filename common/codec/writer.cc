#include "common/codec/writer.h"

namespace sluice {

Buffer Writer::Finish() {
  if (capacity_ - size_ > capacity_ / 8) Shrink();
  std::shared_ptr<const void> owner(data_, [](const void* data) { std::free(const_cast<void*>(data)); });
  Buffer buffer(std::move(owner), view());
  data_ = nullptr;
  size_ = capacity_ = 0;
  return buffer;
}

}  // namespace sluice
