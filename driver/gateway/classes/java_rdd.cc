#include "driver/gateway/classes/java_rdd.h"

#include <cstdint>
#include <numeric>

#include "api/rdd/shuffle_rdd_functions.h"
#include "common/base/status.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/array_list.h"
#include "driver/gateway/classes/bytes_to_string.h"
#include "driver/gateway/classes/java_class.h"
#include "driver/gateway/classes/option.h"
#include "driver/gateway/classes/storage_level.h"
#include "driver/gateway/java_error.h"
#include "driver/gateway/kept_rdd.h"
#include "driver/gateway/saved_rows.h"
#include "engine/rows/cartesian.h"
#include "engine/rows/coalesce.h"
#include "engine/rows/collect.h"
#include "engine/rows/exchange.h"
#include "engine/rows/parallelize.h"
#include "engine/rows/union.h"
#include "engine/rows/zip.h"

namespace sluice::gateway {
namespace {

using RddPtr = std::shared_ptr<JavaRdd>;

RddPtr Repartition(JavaRdd& self, int32_t partitions) {
  return WithRowsOf(self, [&]<class T>() {
    return WithHandle(self, self.handle().Shuffled(RefTo<ExchangeWriter<T, RoundRobin>>("coalesce", {partitions}),
                                                   RefTo<ExchangeReader<T>>("coalesce", {}), partitions));
  });
}

absl::StatusOr<RddPtr> Coalesce(JavaRdd& self, int32_t partitions, bool shuffle) {
  if (partitions < 1) {
    return absl::InvalidArgumentError("requirement failed: Number of partitions (" + std::to_string(partitions) +
                                      ") must be positive.");
  }
  if (shuffle) return Repartition(self, partitions);
  const Coalescence some{self.partitions(), std::min(partitions, self.partitions())};
  return WithRowsOf(self, [&]<class T>() {
    const auto parents = [some](int partition) { return some.ParentsOf(partition); };
    return WithHandle(self,
                      self.handle().Derived(NarrowRdd(self.context()->jobs(), RefTo<CoalesceOp<T>>("coalesce", some),
                                                      {{self.handle().node(), parents}}, some.partitions)));
  });
}

absl::StatusOr<std::shared_ptr<JavaPairRdd>> Zip(JavaRdd& self, const JavaRdd& other) {
  if (self.partitions() != other.partitions()) {
    return absl::InvalidArgumentError(
        StrCat("Can only zip RDDs with same number of partitions: ", self.partitions(), " and ", other.partitions()));
  }
  Rdd zipped = NarrowRdd(self.context()->jobs(), RefTo<ZipOp<FrameRow, FrameRow>>("zip", {}),
                         {{self.handle().node()}, {other.handle().node()}}, self.partitions());
  return std::make_shared<JavaPairRdd>(self.context(), self.handle().Derived(std::move(zipped)));
}

std::shared_ptr<JavaPairRdd> Cartesian(JavaRdd& self, const JavaRdd& other) {
  const int32_t seconds = std::max(1, other.partitions());
  Rdd pairs = NarrowRdd(self.context()->jobs(), RefTo<CartesianOp<FrameRow, FrameRow>>("cartesian", seconds),
                        {{self.handle().node(), [seconds](int p) { return std::vector<int>{p / seconds}; }},
                         {other.handle().node(), [seconds](int p) { return std::vector<int>{p % seconds}; }}},
                        ClampPartitions(int64_t{self.partitions()} * other.partitions()));
  return std::make_shared<JavaPairRdd>(self.context(), self.handle().Derived(std::move(pairs)));
}

std::shared_ptr<ArrayList> PartitionsOf(JavaRdd& self) {
  std::vector<Value> numbers(self.partitions());
  std::iota(numbers.begin(), numbers.end(), 0);
  return std::make_shared<ArrayList>(std::move(numbers));
}

// A pickled batch, or a line: what is asked for by those who know which.
absl::StatusOr<Value> First(JavaRdd& self) {
  if (self.has_pairs()) return absl::UnimplementedError("first of pairs is not supported by Sluice");
  std::vector<std::string> rows;
  absl::Status read;
  const OperatorRef one = RefTo<CollectTerminal<FrameRow>>("first", 1);
  self.handle().RunWaves(one, [&](const std::vector<Buffers>& values) {
    for (const Buffers& value : values) read.Update(AppendCollected<FrameRow>(value, rows));
    return !rows.empty() || !read.ok();
  });
  SLUICE_RETURN_IF_ERROR(read);
  if (rows.empty()) return JavaError("java.lang.UnsupportedOperationException", "empty collection");
  return Value(Bytes{rows.front()});
}

RddPtr Self(JavaRdd& self) { return std::static_pointer_cast<JavaRdd>(self.shared_from_this()); }

}  // namespace

const Class& JavaRdd::Describe() {
  static const Class type =
      Class("org.apache.spark.api.java.JavaRDD")
          .Has("rdd", &Self)
          .Has("asJavaRDD", &Self)
          .Has("toJavaRDD", &Self)
          .Has("id", [](JavaRdd& self) { return static_cast<int32_t>(self.id()); })
          .Has("partitions", &PartitionsOf)
          .Has("getNumPartitions", [](JavaRdd& self) { return self.partitions(); })
          .Has("name",
               [](JavaRdd& self) {
                 std::string name = self.handle().cell().notes().name;
                 return name.empty() ? std::nullopt : std::optional(std::move(name));
               })
          .Has("setName",
               [](JavaRdd& self, std::string name) {
                 self.handle().cell().Note([&](RddNotes& notes) { notes.name = std::move(name); });
                 return Self(self);
               })
          .Has("toDebugString", [](JavaRdd& self) { return self.handle().DebugString(); })
          .Has("first", &First)
          .Has("union", [](JavaRdd& self, RddPtr other) { return UnionOf({Self(self), std::move(other)}); })
          .Has("coalesce", &Coalesce)
          .Has("zip", [](JavaRdd& self, RddPtr other) { return Zip(self, *other); })
          .Has("cartesian", [](JavaRdd& self, RddPtr other) { return Cartesian(self, *other); })
          .Has("map", [](JavaRdd& self, std::shared_ptr<BytesToString>) { return Self(self); })
          .Has("persist",
               [](JavaRdd& self, std::shared_ptr<JavaStorageLevel> level) -> absl::StatusOr<RddPtr> {
                 SLUICE_RETURN_IF_ERROR(Persist(self, *level));
                 return Self(self);
               })
          .Has("unpersist",
               [](JavaRdd& self, bool) {
                 self.handle().cell().Unkeep();
                 return Self(self);
               })
          .Has("getStorageLevel",
               [](JavaRdd& self) { return JavaStorageLevel::Described(self.handle().cell().notes().level); })
          .Has("isBarrier", [](JavaRdd&) { return false; })
          .Has("checkpoint", [](JavaRdd& self) { return Checkpoint(self); })
          .Has("localCheckpoint", [](JavaRdd& self) { LocalCheckpoint(self); })
          .Has("isCheckpointed", [](JavaRdd& self) { return self.handle().cell().IsCut(); })
          .Has("isLocallyCheckpointed", [](JavaRdd& self) { return self.handle().cell().notes().is_locally_saved; })
          .Has("getCheckpointFile",
               [](JavaRdd& self) {
                 const std::string file = self.handle().cell().notes().checkpoint_file;
                 return std::make_shared<Option>(file.empty() ? std::nullopt : std::optional<Value>("file:" + file));
               })
          .Has("getResourceProfile", [](JavaRdd&) -> Value { return Null{}; })
          .Has("cleanShuffleDependencies", [](JavaRdd&, bool) {})  // They go with their last RDD.
          .Has("saveAsTextFile", [](JavaRdd& self, std::string path) { return SaveText(self, path); })
          .Has("saveAsTextFile",
               [](JavaRdd& self, std::string path, std::shared_ptr<JavaClass> codec) {
                 return SaveCompressedText(self, path, codec->name());
               })
          .Has("saveAsObjectFile", [](JavaRdd& self, std::string path) { return SaveObjects(self, path); })
          .Refuse("withResources", "all executors of an application are alike, there are no profiles of resources");
  return type;
}

const Class& JavaPairRdd::Describe() {
  static const Class type("org.apache.spark.api.java.JavaPairRDD", 'r', &JavaRdd::Describe());
  return type;
}

// The line that it has in lists of what others are made of: "words PythonRDD[1] at collect at app.py:11".
std::string JavaRdd::ToString() const {
  const std::string list = handle_.DebugString();
  const std::string line = list.substr(0, list.find('\n'));
  return line.substr(line.find(") ") + 2);
}

bool JavaRdd::Equals(const Object& other) const {
  const auto* const rdd = dynamic_cast<const JavaRdd*>(&other);
  return rdd != nullptr && rdd->context_ == context_ && rdd->id() == id();
}

RddPtr EmptyRdd(const std::shared_ptr<Context>& context) {
  return std::make_shared<JavaRdd>(context,
                                   SourceRdd(context->jobs(), RefTo<ParallelizeOp<FrameRow>>("emptyRDD", {}), 0));
}

RddPtr WithHandle(const JavaRdd& like, internal::RddHandle handle) {
  if (like.has_pairs()) return std::make_shared<JavaPairRdd>(like.context(), std::move(handle));
  return std::make_shared<JavaRdd>(like.context(), std::move(handle));
}

RddPtr UnionOf(const std::vector<RddPtr>& rdds) {
  std::vector<internal::RddHandle> handles;
  for (const RddPtr& rdd : rdds) handles.push_back(rdd->handle());
  const JavaRdd& first = *rdds.front();
  return WithRowsOf(first, [&]<class T>() {
    auto merge = [] { return RefTo<MergeOp<T>>("union", {}); };
    auto append = [](const std::vector<int32_t>& partitions) { return RefTo<UnionOp<T>>("union", partitions); };
    return WithHandle(first, internal::UnionOf(handles, {.merge = merge, .append = append}));
  });
}

}  // namespace sluice::gateway
