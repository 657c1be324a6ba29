#ifndef SLUICE_DRIVER_GATEWAY_COMMANDS_H_
#define SLUICE_DRIVER_GATEWAY_COMMANDS_H_

#include <string>

#include "driver/gateway/command.h"

namespace sluice::gateway {

class Gateway;

// Does what a command says, which may take as long as a job does, and gives the line to answer. Local properties are
// those of the calling thread. Thread-safe; any command is answered.
std::string Answer(Gateway& gateway, const Command& command);

// Whether a call of this thread has failed as CANCELLED since this was last asked.
bool TakeCancelledCall();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_COMMANDS_H_
