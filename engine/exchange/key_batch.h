#ifndef SLUICE_ENGINE_EXCHANGE_KEY_BATCH_H_
#define SLUICE_ENGINE_EXCHANGE_KEY_BATCH_H_

namespace sluice {

// Keys are looked up and routed by the batch of at most this many, so that the memory of all is on its way before the
// first is looked at.
inline constexpr int kKeyBatch = 64;

}  // namespace sluice

#endif  // SLUICE_ENGINE_EXCHANGE_KEY_BATCH_H_
