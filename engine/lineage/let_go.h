#ifndef SLUICE_ENGINE_LINEAGE_LET_GO_H_
#define SLUICE_ENGINE_LINEAGE_LET_GO_H_

#include <memory>

namespace sluice {

// Gives up a share in what a destructor owns. If it was the last one, what it owns in turn is given up when its own
// destructor has returned, and not within: so the end of a long chain of owners needs no deep stack.
void LetGo(std::shared_ptr<const void> owned);

}  // namespace sluice

#endif  // SLUICE_ENGINE_LINEAGE_LET_GO_H_
