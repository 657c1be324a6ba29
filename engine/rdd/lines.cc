#include "engine/rdd/lines.h"

#include <cstring>
#include <memory>

#include "engine/rdd/contiguous.h"

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

absl::Status LinesOp::Run(TaskContext& context, int partition, Sink<std::string_view>& out) const {
  auto lines = std::make_unique<std::string_view[]>(kChunkRows);
  for (const InputBlock& block : context.Inputs(index_, partition)) {
    Buffer data = Contiguous(block.data);
    std::string_view text = data.view();
    while (!text.empty()) {
      if (context.cancelled()) return absl::CancelledError("the task was cancelled");
      size_t count = TakeLines(text, lines.get());
      context.CountRead(count);
      if (!out.Push(absl::MakeSpan(lines.get(), count))) return absl::OkStatus();
    }
  }
  return absl::OkStatus();
}

}  // namespace sluice
