#ifndef SLUICE_STATE_COLD_COLD_STORE_H_
#define SLUICE_STATE_COLD_COLD_STORE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "state/cold/cold_changes.h"
#include "state/cold/cold_tier.h"

namespace sluice {

// The keys and values of one store in the cold tier. Not thread-safe. After an error every call fails in the same way.
class ColdStore {
 public:
  explicit ColdStore(ColdTier& tier);  // The tier outlives it.
  ~ColdStore();                        // Removes them.

  // Calls found(i, value) for each of the keys that is there; none after an error. At most kKeysMax keys, in any order.
  static constexpr int kKeysMax = 64;
  void Get(absl::Span<const std::string_view> keys, absl::FunctionRef<void(size_t, std::string_view)> found);
  // Changes are gathered; Get and iterators see them after Write.
  void Put(std::string_view key, std::string_view value);
  void Delete(std::string_view key);
  void Write();

  // Goes over what there was when it was made.
  class Iterator {
   public:
    explicit Iterator(ColdStore& store);
    ~Iterator();
    // Up to `count` keys and values; none at the end.
    std::vector<std::pair<std::string, std::string>> Next(size_t count);

   private:
    ColdStore& store_;
    struct Position;
    std::unique_ptr<Position> position_;
  };

  const absl::Status& status() const { return status_; }

 private:
  void WriteIfMany();

  ColdDatabase* database_ = nullptr;  // Null if there was an error.
  uint32_t number_ = 0;
  std::string prefix_;
  ColdChanges changes_;
  absl::Status status_;
};

}  // namespace sluice

#endif  // SLUICE_STATE_COLD_COLD_STORE_H_
