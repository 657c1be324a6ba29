#ifndef SLUICE_DRIVER_BLOCK_MASTER_SEQUENCE_SET_H_
#define SLUICE_DRIVER_BLOCK_MASTER_SEQUENCE_SET_H_

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>

namespace sluice {

// Remembers numbers for ever in little memory: as ranges, because almost all of them arrive one after the other.
class SequenceSet {
 public:
  bool Contains(int64_t number) const {
    auto after = ranges_.upper_bound(number);
    return after != ranges_.begin() && number < std::prev(after)->second;
  }

  // All from 0 to before it are there.
  int64_t FirstMissing() const { return ranges_.empty() || ranges_.begin()->first > 0 ? 0 : ranges_.begin()->second; }

  // False: was there already.
  bool Add(int64_t number) {
    auto after = ranges_.upper_bound(number);
    auto before = after == ranges_.begin() ? ranges_.end() : std::prev(after);
    if (before != ranges_.end() && number < before->second) return false;
    int64_t end = number + 1;
    if (after != ranges_.end() && after->first == end) {
      end = after->second;
      ranges_.erase(after);
    }
    if (before != ranges_.end() && before->second == number) {
      before->second = end;
    } else {
      ranges_[number] = end;
    }
    return true;
  }

  // REQUIRES: behind all that is there, with a gap between.
  void AddRange(int64_t first, int64_t end) { ranges_.emplace_hint(ranges_.end(), first, end); }
  // First -> one past the last; disjoint, with gaps between.
  const std::map<int64_t, int64_t>& ranges() const { return ranges_; }

 private:
  std::map<int64_t, int64_t> ranges_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_SEQUENCE_SET_H_
