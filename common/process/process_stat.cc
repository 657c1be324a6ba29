#include "common/process/process_stat.h"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <iterator>
#include <system_error>

#include "common/base/file_descriptor.h"

namespace sluice {
namespace {

constexpr int kNameField = 2;  // It is in parentheses, and may have spaces and parentheses itself.

}  // namespace

std::optional<ProcessStat> ProcessStat::Of(pid_t pid) {
  char path[32] = "/proc/";
  char* const digits = path + std::strlen(path);
  std::strcpy(std::to_chars(digits, std::end(path) - 6, pid).ptr, "/stat");
  const FileDescriptor file(open(path, O_RDONLY | O_CLOEXEC));
  if (!file) return std::nullopt;
  ProcessStat stat;
  const ssize_t size = read(file.number(), stat.text_, sizeof stat.text_);
  if (size <= 0) return std::nullopt;
  stat.size_ = static_cast<size_t>(size);
  return stat;
}

std::optional<int64_t> ProcessStat::Number(int number) const {
  size_t at = text().rfind(')');
  for (int field = kNameField; field < number && at != std::string_view::npos; ++field) at = text().find(' ', at + 1);
  if (at == std::string_view::npos) return std::nullopt;
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text_ + at + 1, text_ + size_, value);
  return error == std::errc() ? std::optional<int64_t>(value) : std::nullopt;
}

}  // namespace sluice
