#ifndef SLUICE_COMMON_BASE_BODY_SPLITTER_H_
#define SLUICE_COMMON_BASE_BODY_SPLITTER_H_

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/buffer.h"

namespace sluice {

// Takes a frame's body apart, in order, without copying.
class BodySplitter {
 public:
  explicit BodySplitter(Buffers body) : body_(std::move(body)) {}

  // The next `bytes`; nothing if there are not so many (`bytes` may be any number another machine sent).
  std::optional<Buffers> Take(int64_t bytes) {
    Buffers taken;
    while (bytes > 0 && next_piece_ < body_.size()) {
      const Buffer& piece = body_[next_piece_];
      const size_t part = std::min<size_t>(bytes, piece.size() - offset_in_piece_);
      if (part > 0) taken.push_back(piece.Slice(offset_in_piece_, part));
      bytes -= part;
      offset_in_piece_ += part;
      if (offset_in_piece_ < piece.size()) continue;
      ++next_piece_;
      offset_in_piece_ = 0;
    }
    return bytes == 0 ? std::optional(std::move(taken)) : std::nullopt;
  }

 private:
  const Buffers body_;
  size_t next_piece_ = 0;
  size_t offset_in_piece_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_BODY_SPLITTER_H_
