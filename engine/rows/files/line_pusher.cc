#include "engine/rows/files/line_pusher.h"

#include <algorithm>
#include <cstring>

namespace sluice {
namespace {

// Moves up to kChunkRows lines from the front of `text`, which has no '\r', into `lines`; returns how many.
size_t TakeLines(std::string_view& text, std::string_view* lines) {
  const char* at = text.data();
  const char* const end = at + text.size();
  size_t count = 0;
  for (; count < kChunkRows && at != end; ++count) {
    auto* newline = static_cast<const char*>(std::memchr(at, '\n', end - at));
    const char* line_end = newline == nullptr ? end : newline;
    lines[count] = {at, static_cast<size_t>(line_end - at)};
    at = newline == nullptr ? end : newline + 1;
  }
  text = {at, static_cast<size_t>(end - at)};
  return count;
}

// The same of any text; slower.
size_t TakeLinesWithReturns(std::string_view& text, std::string_view* lines) {
  size_t count = 0;
  for (; count < kChunkRows && !text.empty(); ++count) {
    const size_t size = std::min(text.find_first_of("\r\n"), text.size());
    lines[count] = text.substr(0, size);
    text.remove_prefix(size);
    text.remove_prefix(text.starts_with("\r\n") ? 2 : std::min<size_t>(text.size(), 1));
  }
  return count;
}

}  // namespace

absl::StatusOr<bool> LinePusher::Push(std::string_view text) {
  const bool has_returns = text.find('\r') != std::string_view::npos;
  while (!text.empty()) {
    if (context_.cancelled()) return absl::CancelledError("the task was cancelled");
    size_t count = has_returns ? TakeLinesWithReturns(text, lines_.get()) : TakeLines(text, lines_.get());
    context_.CountRead(count);
    if (!out_.Push(absl::MakeSpan(lines_.get(), count))) return false;
  }
  return true;
}

}  // namespace sluice
