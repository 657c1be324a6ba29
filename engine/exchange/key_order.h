#ifndef SLUICE_ENGINE_EXCHANGE_KEY_ORDER_H_
#define SLUICE_ENGINE_EXCHANGE_KEY_ORDER_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/codec/key_image.h"
#include "engine/exchange/key_table.h"
#include "engine/exchange/spill/run_merger.h"

namespace sluice {

// The order in which keys are put on disk, where only equal ones matter: by their hash, then by their bytes.
const RunOrder& KeyOrder();
inline uint64_t KeyOrderPrefix(std::string_view key) { return HashBytes(key); }

// The numbers of all keys in that order; needs so many bytes for each key.
std::vector<uint32_t> KeysInOrder(const KeyTable& keys);
inline constexpr size_t kKeyOrderBytes = 36;

}  // namespace sluice

#endif  // SLUICE_ENGINE_EXCHANGE_KEY_ORDER_H_
