#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "api/dstream/dstream.h"

namespace sluice {

struct Word {
  std::string_view text;
  int64_t count = 0;
};

void Collect(const RDD<std::string_view>& lines) {
  lines.map([](std::string_view line) { return Word{line, 1}; }).collect();
  lines.map([](std::string_view line) { return std::pair(std::set{line}, 1); }).distinct();
}

// They come and go within a batch of rows, or are views that can be replaced by strings.
void Allowed(const RDD<std::string_view>& lines) {
  lines.map([](std::string_view line) { return Word{line, 1}; }).filter([](const Word& word) {
    return word.count > 0;
  });
  lines.map([](std::string_view line) { return std::vector<std::pair<std::string_view, int>>{{line, 1}}; }).collect();
}

}  // namespace sluice
