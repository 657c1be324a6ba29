#ifndef SLUICE_COMMON_FS_GLOB_ITEMS_H_
#define SLUICE_COMMON_FS_GLOB_ITEMS_H_

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace sluice {

// Goes through a glob from one item to the next: a character, one behind a backslash, or a set in brackets. Within the
// latter two, braces and commas stand for themselves. All of it takes time in proportion to the length.
class GlobItems {
 public:
  explicit GlobItems(std::string_view pattern, size_t at = 0) : pattern_(pattern), at_(at) {}

  bool done() const { return at_ >= pattern_.size(); }
  size_t at() const { return at_; }
  // What the item begins with. REQUIRES: not done.
  char first() const { return pattern_[at_]; }
  size_t end() {
    const size_t next = first() == '[' ? EndOfSet() : at_ + (first() == '\\' ? 2 : 1);
    return std::min(next, pattern_.size());
  }
  void Next() { at_ = end(); }

 private:
  bool Has(char c, size_t at) const { return at < pattern_.size() && pattern_[at] == c; }

  // A bracket that is not closed within its name is a character.
  size_t EndOfSet() {
    if (at_ < unclosed_until_) return at_ + 1;
    size_t end = at_ + 1;
    if (Has('!', end) || Has('^', end)) ++end;
    if (Has(']', end)) ++end;
    while (end < pattern_.size() && pattern_[end] != ']' && pattern_[end] != '/') end += pattern_[end] == '\\' ? 2 : 1;
    if (Has(']', end)) return end + 1;
    unclosed_until_ = end;
    return at_ + 1;
  }

  const std::string_view pattern_;
  size_t at_;
  size_t unclosed_until_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_GLOB_ITEMS_H_
