#include "connectors/files/taken_files.h"

namespace sluice {

bool TakenFiles::Has(const FoundFile& file) const {
  return paths_.contains(file.path) || (file.inode != 0 && identities_.contains(IdentityOf(file)));
}

bool TakenFiles::Add(const FoundFile& file) {
  if (Has(file)) return false;
  paths_.insert(file.path);
  if (file.inode != 0) identities_.insert(IdentityOf(file));
  return true;
}

void TakenFiles::Remove(const FoundFile& file) {
  paths_.erase(file.path);
  identities_.erase(IdentityOf(file));
}

TakenFiles::Identity TakenFiles::IdentityOf(const FoundFile& file) {
  return {file.inode, file.made_nanos, file.changed_millis, file.bytes};
}

}  // namespace sluice
