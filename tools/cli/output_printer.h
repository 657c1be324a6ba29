#ifndef SLUICE_TOOLS_CLI_OUTPUT_PRINTER_H_
#define SLUICE_TOOLS_CLI_OUTPUT_PRINTER_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/base/buffer.h"
#include "proto/submit.pb.h"

namespace sluice {

// Text in pieces that may end in the middle of a character, made harmless for a terminal: line ends and tabs are all
// that it can do there.
class TerminalText {
 public:
  std::string Add(std::string_view piece);

 private:
  std::string begun_;  // A character of which more may come.
};

// Writes what an application printed where it would have printed it. A file or a pipe gets its bytes; a terminal gets
// them as TerminalText, because what ran elsewhere must not command it.
class OutputPrinter {
 public:
  OutputPrinter();
  // An error if stdout does not take it; what stderr does not take is left out.
  absl::Status Print(const v1::Output& output, const Buffers& bytes);
  // So far it has come: where to go on when the conversation breaks.
  const v1::OutputOffsets& printed() const { return printed_; }

 private:
  struct Stream {
    bool is_terminal;
    TerminalText text = {};
  };
  Stream streams_[2];  // Standard output, then standard error.
  v1::OutputOffsets printed_;
};

}  // namespace sluice

#endif  // SLUICE_TOOLS_CLI_OUTPUT_PRINTER_H_
