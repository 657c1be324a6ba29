#ifndef SLUICE_ENGINE_DSTREAM_SAVED_BATCH_NAME_H_
#define SLUICE_ENGINE_DSTREAM_SAVED_BATCH_NAME_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/ids.h"

namespace sluice {

// The folder of a saved batch, TIME-TOKEN-PARTS: by the token of who has saved it, and by how many files its rows are
// in, so that one which is not there is missed.
struct SavedBatchName {
  BatchTime batch;
  int64_t token = 0;
  int parts = 0;

  // None: it is no saved batch.
  static std::optional<SavedBatchName> Parse(std::string_view name);
  std::string ToString() const;
  bool operator==(const SavedBatchName&) const = default;
  // Names of all that has to be in it. The last one says that the others were written to their ends.
  std::vector<std::string> Files() const;
  // The last one of Files().
  static constexpr char kWhole[] = "_SUCCESS";
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_SAVED_BATCH_NAME_H_
