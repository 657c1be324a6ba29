#ifndef SLUICE_API_RDD_PERSIST_RDD_FUNCTIONS_H_
#define SLUICE_API_RDD_PERSIST_RDD_FUNCTIONS_H_

#include <optional>
#include <string>

#include "api/core/error.h"
#include "api/core/function.h"
#include "api/core/storage_level.h"
#include "api/rdd/functions_of.h"
#include "api/rdd/rdd_handle.h"
#include "common/base/str_cat.h"
#include "engine/rows/count.h"
#include "engine/rows/exchange.h"
#include "engine/rows/lost_rows.h"

namespace sluice::internal {

// How an RDD is kept: a base of RDD<T>. What is said here is said of the RDD, so it holds for copies of the handle and
// for all that was or will be made of it.
template <class T>
class PersistRDDFunctions : public RDDFunctions<PersistRDDFunctions<T>, T> {
 public:
  // Computed once, by the first job that needs it, and kept until unpersist or until nobody refers to it any more;
  // lost partitions are computed again. Every level is kept in memory while it lasts, then on disk.
  const RDD<T>& persist(const StorageLevel& level = StorageLevel::MEMORY_ONLY) const {
    CheckHasCodec<T>();
    const StorageLevel known = getStorageLevel();
    if (known != StorageLevel::NONE && known != level && !handle().cell().notes().is_locally_saved) {
      throw Error(
          absl::UnimplementedError("Cannot change storage level of an RDD after it was already assigned a level"));
    }
    if (level != StorageLevel::NONE) Keep(level);
    return self();
  }
  const RDD<T>& cache() const { return persist(); }
  const RDD<T>& unpersist(bool /*blocking*/ = false) const {
    handle().cell().Unkeep();
    return self();
  }
  StorageLevel getStorageLevel() const { return LevelDescribed(handle().cell().notes().level); }

  // With the next job that needs this RDD it is saved below the checkpoint directory, computed again unless it is kept,
  // and read from there from then on: nothing is left of what it was made of.
  void checkpoint() const {
    CheckHasCodec<T>();
    const std::string folder = handle().jobs().checkpoint_folder().Get();
    if (folder.empty()) {
      throw Error(absl::FailedPreconditionError("Checkpoint directory has not been set in the SparkContext"));
    }
    if (handle().cell().IsCut()) return;
    handle().Checkpoint([path = StrCat(folder, "/rdd-", handle().node()->id.number())](const RddHandle& rdd) {
      ThrowIfError(PrepareTextFolder(path));
      rdd.Run(RefTo<ObjectFileTerminal<T>>("checkpoint", path));
      ThrowIfError(FinishTextFolder(path));
      rdd.cell().Note([&](RddNotes& notes) { notes.checkpoint_file = path; });
      return RefTo<ObjectFileOp<T>>("checkpoint", PartPaths(path, rdd.node()->partitions));
    });
  }
  // The same without files: rows are only kept on executors, and jobs fail when they are lost.
  const RDD<T>& localCheckpoint() const {
    CheckHasCodec<T>();
    if (handle().cell().IsCut()) return self();
    if (getStorageLevel() == StorageLevel::NONE) Keep(StorageLevel::MEMORY_AND_DISK);
    handle().cell().Note([](RddNotes& notes) { notes.is_locally_saved = true; });
    handle().Checkpoint([](const RddHandle& rdd) {
      rdd.Run(RefTo<CountTerminal<T>>("localCheckpoint", {}));
      return RefTo<LostRowsOp<T>>("localCheckpoint", static_cast<int32_t>(rdd.node()->id.number()));
    });
    return self();
  }
  bool isCheckpointed() const { return handle().cell().IsCut(); }
  // Nullopt: it is not checkpointed, or locally.
  std::optional<std::string> getCheckpointFile() const {
    std::string file = handle().cell().notes().checkpoint_file;
    return file.empty() ? std::nullopt : std::optional(std::move(file));
  }

 private:
  void Keep(const StorageLevel& level) const {
    OneToOne placement{handle().node()->partitions};
    handle().Keep(RefTo<ExchangeWriter<T, OneToOne>>("persist", placement), RefTo<ExchangeReader<T>>("persist", {}));
    handle().cell().Note([&](RddNotes& notes) { notes.level = level.description(); });
  }

  using RDDFunctions<PersistRDDFunctions, T>::self;
  using RDDFunctions<PersistRDDFunctions, T>::handle;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_PERSIST_RDD_FUNCTIONS_H_
