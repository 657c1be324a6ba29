#ifndef SLUICE_COMMON_NET_DAMAGED_MESSAGE_H_
#define SLUICE_COMMON_NET_DAMAGED_MESSAGE_H_

#include <google/protobuf/message.h>

#include <string>

#include "common/base/random.h"

namespace sluice {

// What a broken or hostile peer may send instead of `message`, serialized: some fields have values at the edge of their
// range, are missing, or come twice; or the bytes themselves are damaged.
std::string DamagedMessage(const google::protobuf::Message& message, SeededRandom& random);

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_DAMAGED_MESSAGE_H_
