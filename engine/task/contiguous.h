#ifndef SLUICE_ENGINE_TASK_CONTIGUOUS_H_
#define SLUICE_ENGINE_TASK_CONTIGUOUS_H_

#include "common/base/buffer.h"

namespace sluice {

// The bytes of a block in one piece; copied only if they came in several.
inline Buffer Contiguous(const Buffers& pieces) {
  if (pieces.empty()) return Buffer();
  return pieces.size() == 1 ? pieces[0] : Buffer::FromString(Join(pieces));
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_TASK_CONTIGUOUS_H_
