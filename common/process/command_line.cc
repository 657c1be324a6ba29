#include "common/process/command_line.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>

#include "common/process/process_stat.h"

namespace sluice {
namespace {

// Numbers of the fields of /proc/PID/stat.
constexpr int kArgumentsBegin = 48, kArgumentsEnd = 49, kEnvironmentBegin = 50, kEnvironmentEnd = 51;

}  // namespace

CommandLine CommandLine::OfThisProcess() {
  CommandLine line;
  const std::optional<ProcessStat> stat = ProcessStat::Of(getpid());
  if (!stat.has_value()) return line;
  const auto field = [&stat](int number) { return stat->Number(number).value_or(0); };
  const int64_t begin = field(kArgumentsBegin), end = field(kArgumentsEnd);
  if (begin <= 0 || end <= begin) return line;
  line.begin_ = reinterpret_cast<char*>(begin);
  line.arguments_bytes_ = line.room_bytes_ = static_cast<size_t>(end - begin);
  // The system looks for the rest of a longer text there, and only there.
  if (field(kEnvironmentBegin) == end) line.room_bytes_ += static_cast<size_t>(field(kEnvironmentEnd) - end);
  return line;
}

void CommandLine::Replace(std::string_view text) const {
  if (begin_ == nullptr) return;
  text = text.substr(0, room_bytes_ - 1);
  std::memset(begin_, 0, arguments_bytes_);
  std::copy(text.begin(), text.end(), begin_);
  begin_[text.size()] = '\0';
}

}  // namespace sluice
