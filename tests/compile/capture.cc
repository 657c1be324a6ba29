#include <string>

#include "api/dstream/dstream.h"

namespace sluice {

DStream<std::string_view> Search(const DStream<std::string_view>& lines, const std::string& needle) {
  return lines.filter([needle](std::string_view line) { return line.find(needle) != line.npos; });
}

}  // namespace sluice
