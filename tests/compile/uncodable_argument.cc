#include <string>

#include "api/dstream/dstream.h"

namespace sluice {

DStream<std::string_view> Search(const DStream<std::string_view>& lines, const std::string* needle) {
  return lines.filter([](std::string_view line, const std::string* word) { return line.find(*word) != line.npos; },
                      needle);
}

}  // namespace sluice
