#include "tools/cli/screen_frame.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/str_cat.h"
#include "common/base/utf8.h"

namespace sluice {
namespace {

std::string_view Cut(std::string_view line, int columns) {
  size_t end = 0;
  for (int column = 0; column < columns && end < line.size(); ++column) {
    end += std::max<size_t>(Utf8CharacterSize(line.substr(end)), 1);
  }
  return line.substr(0, end);
}

}  // namespace

std::string ScreenFrame(std::string_view text, ScreenSize size) {
  if (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  std::vector<std::string> lines = absl::StrSplit(ToAbsl(text), '\n');
  const size_t rows = std::max(size.rows, 1);
  if (lines.size() > rows) {
    lines[rows - 1] = StrCat("... ", lines.size() - rows + 1, " more lines");
    lines.resize(rows);
  }
  for (std::string& line : lines) line = std::string(Cut(line, std::max(size.columns, 1)));
  return absl::StrJoin(lines, "\n");
}

}  // namespace sluice
