#ifndef SLUICE_COMMON_PROCESS_PROCESS_STAT_H_
#define SLUICE_COMMON_PROCESS_PROCESS_STAT_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice {

// What the system says of one process at one moment: /proc/PID/stat. Async-signal-safe.
class ProcessStat {
 public:
  // nullopt: no process has that pid, or this one may not see it.
  static std::optional<ProcessStat> Of(pid_t pid);

  // Field `number`, as proc(5) counts them from 1; those behind the name, which is the second, are numbers. nullopt:
  // there is no such number.
  std::optional<int64_t> Number(int number) const;

 private:
  std::string_view text() const { return {text_, size_}; }

  char text_[1024];
  size_t size_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_PROCESS_STAT_H_
