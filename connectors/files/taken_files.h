#ifndef SLUICE_CONNECTORS_FILES_TAKEN_FILES_H_
#define SLUICE_CONNECTORS_FILES_TAKEN_FILES_H_

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <tuple>

#include "common/fs/file_system.h"

namespace sluice {

// Files that are not to be taken again: neither under their name, nor, where inodes are known, under another one. A
// file that changed and has another name is another one. Not thread-safe.
class TakenFiles {
 public:
  bool Has(const FoundFile& file) const;
  bool Add(const FoundFile& file);  // False: it was there.
  void Remove(const FoundFile& file);

 private:
  // What stays when a file is renamed: its inode, when it was made and last changed, and its size.
  using Identity = std::tuple<uint64_t, int64_t, int64_t, int64_t>;
  static Identity IdentityOf(const FoundFile& file);

  std::set<std::string, std::less<>> paths_;
  std::set<Identity> identities_;
};

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_FILES_TAKEN_FILES_H_
