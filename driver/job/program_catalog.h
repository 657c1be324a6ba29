#ifndef SLUICE_DRIVER_JOB_PROGRAM_CATALOG_H_
#define SLUICE_DRIVER_JOB_PROGRAM_CATALOG_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/base/buffer.h"
#include "common/base/ids.h"
#include "common/base/pieces.h"
#include "engine/variables/broadcast_value.h"
#include "proto/plan.pb.h"

namespace sluice {

struct ProgramLimits {
  size_t unused_max = 256;                        // Unused programs that are kept,
  int64_t unused_bytes_max = int64_t{512} << 20;  // with so much in all.
  size_t sent_bytes_max = kSmallBytesMax;         // Executors fetch a larger one piece by piece.
};

// Gives equal stage programs one id, so that the batches of a stream send theirs to each executor once. Keeps each
// program once, however many executors run it. Unused programs are kept for the next batch, the last ones.
class ProgramCatalog {
 public:
  // Ids are of this life.
  explicit ProgramCatalog(const ProgramLimits& limits, DriverLife life = DriverLife())
      : limits_(limits), next_stage_(life, 0) {}

  // Counts one more use of the program, whatever its `stage` says.
  StageId Use(v1::StageProgram program);
  // Counts one use less.
  void Release(StageId stage);
  bool Has(StageId stage) const { return entries_.contains(stage); }
  // As it is sent with the first task of the stage. REQUIRES: in use.
  const v1::StageProgram& Get(StageId stage) const { return entries_.at(stage).sent; }
  // What was forgotten since the last call: executors may free it.
  std::vector<StageId> TakeForgotten();

 private:
  struct Entry {
    v1::StageProgram sent;
    Buffer encoded;                           // The whole program.
    std::shared_ptr<BroadcastValue> offered;  // Executors fetch it while this lives; null: it is sent.
    int uses = 0;
    std::list<StageId>::iterator unused;
  };
  StageId Add(v1::StageProgram program, std::string encoded);
  void UseAgain(Entry& entry);
  void ForgetOldest();

  const ProgramLimits limits_;
  StageId next_stage_;
  std::unordered_map<std::string_view, StageId> by_content_;  // Their texts are those of the entries.
  std::map<StageId, Entry> entries_;
  std::list<StageId> unused_;  // Longest unused first.
  int64_t unused_bytes_ = 0;
  std::vector<StageId> forgotten_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_JOB_PROGRAM_CATALOG_H_
