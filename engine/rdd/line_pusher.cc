#include "engine/rdd/line_pusher.h"

#include <cstring>

namespace sluice {
namespace {

// Moves up to kChunkRows lines from the front of `text` into `lines`; returns how many.
size_t TakeLines(std::string_view& text, std::string_view* lines) {
  const char* at = text.data();
  const char* const end = at + text.size();
  size_t count = 0;
  for (; count < kChunkRows && at != end; ++count) {
    auto* newline = static_cast<const char*>(std::memchr(at, '\n', end - at));
    const char* line_end = newline == nullptr ? end : newline;
    const char* next = newline == nullptr ? end : newline + 1;
    if (newline != nullptr && line_end != at && line_end[-1] == '\r') --line_end;
    lines[count] = {at, static_cast<size_t>(line_end - at)};
    at = next;
  }
  text = {at, static_cast<size_t>(end - at)};
  return count;
}

}  // namespace

absl::StatusOr<bool> LinePusher::Push(std::string_view text) {
  while (!text.empty()) {
    if (context_.cancelled()) return absl::CancelledError("the task was cancelled");
    size_t count = TakeLines(text, lines_.get());
    context_.CountRead(count);
    if (!out_.Push(absl::MakeSpan(lines_.get(), count))) return false;
  }
  return true;
}

}  // namespace sluice
