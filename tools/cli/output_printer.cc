#include "tools/cli/output_printer.h"

#include <unistd.h>

#include <cstdio>
#include <utility>

#include "common/base/printable.h"
#include "common/base/status.h"
#include "common/process/standard_output.h"

namespace sluice {
namespace {

// How many bytes at its end are the beginning of a character.
size_t BegunCharacter(std::string_view text) {
  for (size_t bytes = 1; bytes <= 3 && bytes <= text.size(); ++bytes) {
    const auto byte = static_cast<unsigned char>(text[text.size() - bytes]);
    if ((byte & 0xC0) == 0x80) continue;  // The byte goes on with one.
    const size_t size = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    return size > bytes ? bytes : 0;
  }
  return 0;
}

}  // namespace

std::string TerminalText::Add(std::string_view piece) {
  std::string text = std::exchange(begun_, "").append(piece);
  const size_t whole = text.size() - BegunCharacter(text);
  begun_ = text.substr(whole);
  return PrintableLines(std::string_view(text).substr(0, whole));
}

OutputPrinter::OutputPrinter() : streams_{{isatty(STDOUT_FILENO) == 1}, {isatty(STDERR_FILENO) == 1}} {}

absl::Status OutputPrinter::Print(const v1::Output& output, const Buffers& bytes) {
  Stream& stream = streams_[output.error_stream()];
  for (const Buffer& buffer : bytes) {
    const std::string shown = stream.is_terminal ? stream.text.Add(buffer.view()) : std::string();
    const std::string_view out = stream.is_terminal ? std::string_view(shown) : buffer.view();
    if (output.error_stream()) {
      std::fwrite(out.data(), 1, out.size(), stderr);
    } else {
      SLUICE_RETURN_IF_ERROR(WriteOutput(out));
    }
  }
  output.error_stream() ? printed_.set_error(output.next_offset()) : printed_.set_output(output.next_offset());
  return absl::OkStatus();
}

}  // namespace sluice
