#ifndef SLUICE_STATE_CHECKPOINT_LEASE_HOLDER_H_
#define SLUICE_STATE_CHECKPOINT_LEASE_HOLDER_H_

#include <string>

#include "common/process/process_identity.h"

namespace sluice {

// One process of all that ever ran, on whatever machine. Codable.
struct LeaseHolder {
  std::string host;  // People read it: another machine may have the same name.
  PidSpace space;
  ProcessIdentity process;

  bool operator==(const LeaseHolder&) const = default;
};

LeaseHolder ThisProcess();

// Nothing of it runs any more. False as well if nobody can say from here: it is of another machine or pid space, or
// hidden.
bool HasSurelyEnded(const LeaseHolder& holder);

}  // namespace sluice

#endif  // SLUICE_STATE_CHECKPOINT_LEASE_HOLDER_H_
