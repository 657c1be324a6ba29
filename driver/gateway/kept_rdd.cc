#include "driver/gateway/kept_rdd.h"

#include <optional>
#include <string>

#include "api/dstream/rdd_files.h"
#include "common/base/status.h"
#include "common/base/user_code.h"
#include "common/fs/objects/object_path.h"
#include "driver/gateway/java_error.h"
#include "engine/dstream/retention.h"
#include "engine/rows/count.h"
#include "engine/rows/exchange.h"
#include "engine/rows/files/object_file.h"
#include "engine/rows/lost_rows.h"

namespace sluice::gateway {
namespace {

constexpr char kSerializedInMemory[] = "Memory Serialized 1x Replicated";

void Keep(const JavaRdd& rdd, const std::string& level) {
  WithRowsOf(rdd, [&]<class T>() {
    rdd.handle().Keep(RefTo<ExchangeWriter<T, OneToOne>>("persist", OneToOne{rdd.partitions()}),
                      RefTo<ExchangeReader<T>>("persist", {}));
  });
  rdd.handle().cell().Note([&](RddNotes& notes) { notes.level = level; });
}

template <class T>
OperatorRef SaveRows(const internal::RddHandle& rdd, const std::string& folder) {
  internal::ThrowIfError(PrepareTextFolder(folder));
  rdd.Run(RefTo<ObjectFileTerminal<T>>("checkpoint", folder));
  internal::ThrowIfError(FinishTextFolder(folder));
  rdd.cell().Note([&](RddNotes& notes) { notes.checkpoint_file = folder; });
  return RefTo<ObjectFileOp<T>>("checkpoint", PartPaths(folder, rdd.node()->partitions));
}

}  // namespace

absl::Status Persist(const JavaRdd& rdd, const JavaStorageLevel& level) {
  const std::string known = rdd.handle().cell().notes().level;
  if (!known.empty() && known != level.description() && !rdd.handle().cell().notes().is_locally_saved) {
    return JavaError("java.lang.UnsupportedOperationException",
                     "Cannot change storage level of an RDD after it was already assigned a level");
  }
  if (!level.IsNone()) Keep(rdd, level.description());
  return absl::OkStatus();
}

absl::Status Checkpoint(const JavaRdd& rdd) {
  const std::string parent = rdd.context()->jobs().checkpoint_folder().Get();
  if (parent.empty()) {
    return JavaError("org.apache.spark.SparkException", "Checkpoint directory has not been set in the SparkContext");
  }
  if (rdd.handle().cell().IsCut()) return absl::OkStatus();
  WithRowsOf(rdd, [&]<class T>() {
    rdd.handle().Checkpoint([folder = StrCat(parent, "/rdd-", rdd.id())](const internal::RddHandle& computed) {
      return SaveRows<T>(computed, folder);
    });
  });
  return absl::OkStatus();
}

void PersistEach(const FrameStream& stream, const JavaStorageLevel& level) {
  if (level.IsNone()) return;
  stream.node->retention().SetKeep([context = stream.context, description = level.description()](Rdd rdd) {
    if (rdd == nullptr) return rdd;
    const JavaRdd kept(context, rdd);
    if (kept.handle().cell().notes().level.empty()) Keep(kept, description);
    return kept.handle().node();
  });
}

void PersistForWindows(const FrameStream& stream) {
  stream.node->retention().SetKeep([context = stream.context](Rdd rdd) {
    if (rdd == nullptr || Current(rdd)->narrow.empty()) return rdd;
    const JavaRdd kept(context, rdd);
    if (kept.handle().cell().notes().level.empty()) Keep(kept, kSerializedInMemory);
    return kept.handle().node();
  });
}

absl::Status SaveFrames(const JavaRdd& rdd, const std::string& folder) {
  return CallUserCode(
      [&] { FramesFiles(rdd.context()->application()).save(rdd.handle().node(), std::nullopt, UriOf(folder)); });
}

std::shared_ptr<JavaRdd> SavedFrames(const std::shared_ptr<Context>& context, const std::string& folder) {
  return std::make_shared<JavaRdd>(context, FramesFiles(context->application()).load(UriOf(folder)));
}

RddFiles FramesFiles(Application& application) { return internal::ObjectFilesOf<FrameRow>(application); }

RddFiles StateFiles(const std::shared_ptr<Context>& context) {
  RddFiles files = FramesFiles(context->application());
  files.save = [context, save = files.save](const Rdd& state, const std::optional<BatchKey>& batch,
                                            const std::string& folder) {
    const Rdd rdd = state != nullptr ? state : NodeOf(EmptyRdd(context));
    save(rdd, batch, folder);
    if (rdd->partitions == 0) return;
    rdd->cell->Cut(SourceRdd(
        context->jobs(), RefTo<ObjectFileOp<FrameRow>>("state", PartPaths(folder, rdd->partitions)), rdd->partitions));
  };
  files.load = [load = files.load](const std::string& folder) {
    const Rdd rdd = load(folder);
    return rdd->partitions == 0 ? nullptr : rdd;
  };
  return files;
}

void LocalCheckpoint(const JavaRdd& rdd) {
  if (rdd.handle().cell().IsCut()) return;
  if (rdd.handle().cell().notes().level.empty()) Keep(rdd, "Disk Memory Deserialized 1x Replicated");
  rdd.handle().cell().Note([](RddNotes& notes) { notes.is_locally_saved = true; });
  WithRowsOf(rdd, [&]<class T>() {
    rdd.handle().Checkpoint([](const internal::RddHandle& computed) {
      computed.Run(RefTo<CountTerminal<T>>("localCheckpoint", {}));
      return RefTo<LostRowsOp<T>>("localCheckpoint", static_cast<int32_t>(computed.node()->id.number()));
    });
  });
}

}  // namespace sluice::gateway
