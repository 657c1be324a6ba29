#ifndef SLUICE_ENGINE_LINEAGE_RDD_CELL_H_
#define SLUICE_ENGINE_LINEAGE_RDD_CELL_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/mutex.h"
#include "engine/lineage/node.h"

namespace sluice {

// What is said of an RDD.
struct RddNotes {
  std::string name;
  std::string level;              // How it is kept; empty: it is not.
  std::string checkpoint_file;    // Where its rows are saved.
  bool is_locally_saved = false;  // localCheckpoint saved them.
};

// Where the rows of an RDD come from now: computed, or read since persist or checkpoint; and what users say of it.
// Shared by its handles and by all RDDs that are made of it, earlier ones too. Thread-safe.
class RddCell {
 public:
  explicit RddCell(Rdd computed) : computed_(std::move(computed)) {}
  ~RddCell();

  // Does nothing to a kept RDD. `make_kept` gets what to read when the rows are not there.
  void Keep(const std::function<Rdd(Rdd)>& make_kept);
  void Unkeep();
  bool IsKept() const;

  // `write` saves the rows and calls Cut.
  using WriteCheckpoint = std::function<void(const Rdd&)>;
  void WantCheckpoint(WriteCheckpoint write);
  bool IsCheckpointWanted() const;
  // Empty: nobody wants it, or another thread has taken it.
  WriteCheckpoint TakeCheckpoint();
  // Gives up how the rows were computed, so that what they were computed of may go.
  void Cut(Rdd source);
  bool IsCut() const;
  // Cheap: whether WantedCheckpoints may find any.
  static bool AnyCheckpointWanted();

  // What reads the kept rows, or else computes them.
  Rdd Current() const;
  Rdd Computed() const;

  // Without parents: what it was before Cut, for toDebugString. Null: not cut.
  Rdd origin() const;

  RddNotes notes() const;
  void Note(const std::function<void(RddNotes&)>& change);

 private:
  mutable Mutex mu_;
  Rdd computed_ ABSL_GUARDED_BY(mu_);
  Rdd kept_ ABSL_GUARDED_BY(mu_);
  Rdd behind_kept_ ABSL_GUARDED_BY(mu_);  // The parent of `kept_`.
  Rdd origin_ ABSL_GUARDED_BY(mu_);
  WriteCheckpoint write_ ABSL_GUARDED_BY(mu_);
  RddNotes notes_ ABSL_GUARDED_BY(mu_);
};

// An RDD with a cell whose rows are those of `computed`.
Rdd WithCell(Rdd computed);

// The node that says where the rows of `rdd` come from now.
Rdd Current(Rdd rdd);

// The nearest RDDs of `rdd` and of what it is made of that are to be checkpointed.
std::vector<Rdd> WantedCheckpoints(const Rdd& rdd);

}  // namespace sluice

#endif  // SLUICE_ENGINE_LINEAGE_RDD_CELL_H_
