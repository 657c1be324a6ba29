#ifndef SLUICE_ENGINE_ROWS_KEYED_FUNCTION_ROUTER_H_
#define SLUICE_ENGINE_ROWS_KEYED_FUNCTION_ROUTER_H_

#include <cstdint>
#include <stdexcept>
#include <utility>

#include "engine/exchange/key_router.h"
#include "engine/rows/keyed/key_bytes.h"

namespace sluice {

// The partition that a function of the key says.
template <class K, class Function>
class FunctionRouter : public KeyRouter {
 public:
  using Options = Function;
  FunctionRouter(Function function, int) : function_(std::move(function)) {}

  void Route(absl::Span<const KeyImage> keys, int32_t* partitions) const override {
    for (size_t i = 0; i < keys.size(); ++i) {
      K key{};
      if (!KeyFromBytes(keys[i].view(), key)) throw std::invalid_argument("a key cannot be decoded");
      partitions[i] = static_cast<int32_t>(function_(std::as_const(key)));
    }
  }

 private:
  const Function function_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_FUNCTION_ROUTER_H_
