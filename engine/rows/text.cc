#include "engine/rows/text.h"

#include "common/base/utf8.h"

namespace sluice::text_internal {

void AppendInUtf8(uint32_t code_point, std::string& out) { AppendUtf8(code_point, out); }

}  // namespace sluice::text_internal
