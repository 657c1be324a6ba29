#ifndef SLUICE_COMMON_FS_DECOMPRESSOR_H_
#define SLUICE_COMMON_FS_DECOMPRESSOR_H_

#include <cstddef>
#include <memory>
#include <string_view>

#include "common/fs/compression.h"

namespace sluice {

// What takes one step after the other through a compressed file, in bounded memory. Not thread-safe.
class Decompressor {
 public:
  struct Step {
    std::string_view in;
    char* out;
    size_t room;
  };

  virtual ~Decompressor() = default;
  // Moves on in both buffers. False: it is damaged.
  virtual bool Take(Step& step) = 0;
  // The last stream has ended and no other has begun: here a file may end.
  bool is_between_streams() const { return is_between_streams_; }

 protected:
  bool is_between_streams_ = true;
};

// REQUIRES: not kNone.
std::unique_ptr<Decompressor> MakeDecompressor(Compression compression);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_DECOMPRESSOR_H_
