#ifndef SLUICE_COMMON_PROCESS_STANDARD_OUTPUT_H_
#define SLUICE_COMMON_PROCESS_STANDARD_OUTPUT_H_

#include <string_view>

#include "absl/status/status.h"

namespace sluice {

// Standard output, where results go: a result that cannot be written is an error, which says why and what to do. It is
// none that nobody reads a pipe any more when a StopSignals ends the program for that. Thread-safe.
//
// In a program that uses them stdin, stdout and stderr are open before main: what was closed is /dev/null then, opened
// so that using it fails as before. Else the first socket or file would get the number, and what the program prints.

// Writes after all that was printed before, and reports what is lost of either.
absl::Status WriteOutput(std::string_view text);

// What was printed by printf, std::cout or others has left the process; an error if some of it since the last call of
// these is lost.
absl::Status FlushOutput();

// The first error of the two in this process. Flushes before; for the end, when nobody prints any more.
absl::Status LostOutput();

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_STANDARD_OUTPUT_H_
