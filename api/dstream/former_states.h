#ifndef SLUICE_API_DSTREAM_FORMER_STATES_H_
#define SLUICE_API_DSTREAM_FORMER_STATES_H_

#include <string>

#include "engine/dstream/stream_checkpoint.h"
#include "engine/dstream/stream_graph.h"

namespace sluice {

class Files;

}  // namespace sluice

namespace sluice::internal {

// What former runs of a program have left in the folder `state` of its checkpoint directory. All throw Error if that
// cannot be read.

// There is no checkpoint: if there are states, a warning says that they go. One that was killed in its first batch
// leaves as much.
void WarnOfStatesIn(Files& files, const std::string& folder);
// Throws Error: there is a state that no stream goes on with, which is more likely a mistake in a uid than meant; or a
// file is gone that must be there as of the checkpoint.
void CheckStatesIn(const std::string& folder, Files& files, const StreamGraph& graph,
                   const StreamCheckpoint& checkpoint);

}  // namespace sluice::internal

#endif  // SLUICE_API_DSTREAM_FORMER_STATES_H_
