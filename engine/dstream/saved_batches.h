#ifndef SLUICE_ENGINE_DSTREAM_SAVED_BATCHES_H_
#define SLUICE_ENGINE_DSTREAM_SAVED_BATCHES_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "common/base/ids.h"
#include "engine/rdd/node.h"

namespace sluice {

// How the RDDs of a stream are written into folders, and made of them again. Both may throw.
struct RddFiles {
  std::function<void(const Rdd&, const std::string& folder)> save;
  std::function<Rdd(const std::string& folder)> load;
};

// RDDs of one stream in the checkpoint folder, for a later run of the program that cannot make them again. Not
// thread-safe.
class SavedBatches {
 public:
  SavedBatches(std::string folder, RddFiles files) : folder_(std::move(folder)), files_(std::move(files)) {}

  // Null: it was not saved, or not to its end.
  Rdd Load(BatchTime batch) const;
  // In the place of what there was.
  void Save(BatchTime batch, const Rdd& rdd) const;
  // Of this batch and all before it.
  void RemoveUntil(BatchTime batch) const;

 private:
  std::string FolderOf(BatchTime batch) const;

  const std::string folder_;
  const RddFiles files_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_SAVED_BATCHES_H_
