#ifndef SLUICE_TOOLS_CLI_PRINT_OUTPUT_H_
#define SLUICE_TOOLS_CLI_PRINT_OUTPUT_H_

#include <cstdio>

#include "common/base/buffer.h"

namespace sluice {

// Writes what an application printed where it would have printed it.
inline void PrintOutput(bool error_stream, const Buffers& bytes) {
  std::FILE* to = error_stream ? stderr : stdout;
  for (const Buffer& buffer : bytes) std::fwrite(buffer.data(), 1, buffer.size(), to);
  std::fflush(to);
}

}  // namespace sluice

#endif  // SLUICE_TOOLS_CLI_PRINT_OUTPUT_H_
