#ifndef SLUICE_COMMON_CODEC_READER_H_
#define SLUICE_COMMON_CODEC_READER_H_

#include <cstdint>
#include <cstring>
#include <string_view>

namespace sluice {

// Takes apart what a Writer made. The bytes may come from anywhere: every Get looks whether they are there, and returns
// false without reading past the end. After a false the position means nothing. Does not own the bytes.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  size_t remaining() const { return end_ - at_; }
  bool AtEnd() const { return at_ == end_; }

  // A view into the bytes.
  bool GetBytes(size_t length, std::string_view& bytes) {
    if (remaining() < length) [[unlikely]]
      return false;
    bytes = {at_, length};
    at_ += length;
    return true;
  }
  template <class T>
  bool GetFixed(T& value) {
    if (remaining() < sizeof(T)) [[unlikely]]
      return false;
    std::memcpy(&value, at_, sizeof(T));
    at_ += sizeof(T);
    return true;
  }
  bool GetVarint(uint64_t& value) {
    value = 0;
    for (int shift = 0; shift < 70 && at_ != end_; shift += 7) {
      uint64_t byte = static_cast<uint8_t>(*at_++);
      if (shift == 63 && byte > 1) return false;  // Would not fit 64 bits.
      value |= (byte & 127) << shift;
      if (byte < 128) return true;
    }
    return false;
  }
  // A number of elements, each of at least `element_bytes_min`: refused if the bytes cannot hold them, so that nobody
  // makes room for what is not there.
  bool GetCount(uint64_t& count, size_t element_bytes_min = 1) {
    return GetVarint(count) && count <= remaining() / element_bytes_min;
  }

 private:
  const char* at_;
  const char* end_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_CODEC_READER_H_
