#ifndef SLUICE_CONNECTORS_FILES_KNOWN_FILES_H_
#define SLUICE_CONNECTORS_FILES_KNOWN_FILES_H_

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include "common/codec/stable_hash.h"
#include "common/fs/file_system.h"

namespace sluice {

// Which files were there when folders were listed last: 16 bytes each. Not thread-safe.
class KnownFiles {
 public:
  // (hash of its path, time of change)
  using File = std::pair<uint64_t, int64_t>;

  // As it was last changed.
  bool Has(const FoundFile& file) const { return std::binary_search(files_.begin(), files_.end(), IdOf(file)); }

  // A listing: Add each file that is known from now on, then EndListing. If it was `complete`, the others are gone.
  void Add(const FoundFile& file) { listed_.push_back(IdOf(file)); }
  void EndListing(bool complete) {
    if (!complete) listed_.insert(listed_.end(), files_.begin(), files_.end());
    std::sort(listed_.begin(), listed_.end());
    listed_.erase(std::unique(listed_.begin(), listed_.end()), listed_.end());
    files_ = std::exchange(listed_, {});
  }

  std::vector<File> ChangedAfter(int64_t millis) const {
    std::vector<File> changed;
    std::copy_if(files_.begin(), files_.end(), std::back_inserter(changed),
                 [=](const File& file) { return file.second > millis; });
    return changed;
  }
  void Set(std::vector<File> files) { files_ = std::move(files); }

 private:
  static File IdOf(const FoundFile& file) { return {HashBytes(file.path), file.changed_millis}; }

  std::vector<File> files_;   // Sorted.
  std::vector<File> listed_;  // So far, of the listing under way.
};

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_FILES_KNOWN_FILES_H_
