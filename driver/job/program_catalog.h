#ifndef SLUICE_DRIVER_JOB_PROGRAM_CATALOG_H_
#define SLUICE_DRIVER_JOB_PROGRAM_CATALOG_H_

#include <cstddef>
#include <list>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/base/ids.h"
#include "proto/plan.pb.h"

namespace sluice {

// Gives equal stage programs one id, so that the batches of a stream send theirs to each executor once. Unused programs
// are kept for the next batch, the `unused_max` last ones.
class ProgramCatalog {
 public:
  // Ids are of this life.
  explicit ProgramCatalog(size_t unused_max, DriverLife life = DriverLife())
      : unused_max_(unused_max), next_stage_(life, 0) {}

  // Counts one more use of the program; its `stage` field is set here.
  StageId Use(v1::StageProgram program);
  // Counts one use less.
  void Release(StageId stage);
  // REQUIRES: in use.
  const v1::StageProgram& Get(StageId stage) const { return entries_.at(stage).program; }
  // What was forgotten since the last call: executors may free it.
  std::vector<StageId> TakeForgotten();

 private:
  struct Entry {
    v1::StageProgram program;
    std::string key;
    int uses = 0;
    std::list<StageId>::iterator unused;
  };

  const size_t unused_max_;
  StageId next_stage_;
  std::unordered_map<std::string, StageId> by_content_;
  std::map<StageId, Entry> entries_;
  std::list<StageId> unused_;  // Longest unused first.
  std::vector<StageId> forgotten_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_JOB_PROGRAM_CATALOG_H_
