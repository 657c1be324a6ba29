#ifndef SLUICE_ENGINE_SOURCE_COUNT_NEWLINES_H_
#define SLUICE_ENGINE_SOURCE_COUNT_NEWLINES_H_

#include <cstdint>
#include <string_view>

namespace sluice {

// Number of '\n' in `bytes`, at the speed of memory.
int64_t CountNewlines(std::string_view bytes);

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_COUNT_NEWLINES_H_
