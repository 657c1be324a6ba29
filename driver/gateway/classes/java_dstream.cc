#include "driver/gateway/classes/java_dstream.h"

#include <vector>

#include "api/dstream/stream_windows.h"
#include "common/base/str_cat.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/array_list.h"
#include "driver/gateway/classes/duration.h"
#include "driver/gateway/classes/storage_level.h"
#include "driver/gateway/java_error.h"
#include "driver/gateway/kept_rdd.h"
#include "engine/dstream/retention.h"

namespace sluice::gateway {
namespace {

std::shared_ptr<JavaDStream> Self(JavaDStream& self) {
  return std::static_pointer_cast<JavaDStream>(self.shared_from_this());
}

absl::Duration DurationOf(const JavaDuration& duration) { return absl::Milliseconds(duration.millis()); }

// The union of what came in the last `length`, every `slide`.
std::shared_ptr<JavaDStream> Window(JavaDStream& self, const JavaDuration& length_of, const JavaDuration& slide_of) {
  const absl::Duration length = DurationOf(length_of), slide = DurationOf(slide_of), parent = self.node().slide();
  internal::CheckWindow(Duration(absl::ToInt64Milliseconds(parent)), Duration(length_of.millis()),
                        Duration(slide_of.millis()));
  if (length > slide) PersistForWindows(self.stream());
  if (length > parent) SaveForLaterRuns(self);
  return self.Derived({.name = "WindowedDStream",
                       .parents = {self.stream().node},
                       .slide = slide,
                       .looks_back = length - parent,
                       .parents_window = length,
                       .compute = [stream = self.stream(), length](BatchTime batch) {
                         const auto rdds = stream.Window(batch, length);
                         return NodeOf(rdds.empty() ? EmptyRdd(stream.context) : UnionOf(rdds));
                       }});
}

absl::StatusOr<std::shared_ptr<ArrayList>> Slice(JavaDStream& self, const JavaTime& from, const JavaTime& to) {
  const auto slice = self.node().Slice(BatchTime(from.millis()), BatchTime(to.millis()));
  if (!slice.has_value()) return JavaError(kSparkException, StrCat(self.ToString(), " has not been initialized"));
  std::vector<Value> rdds;
  for (const auto& [batch, rdd] : *slice) rdds.push_back(ObjectPtr(self.stream().OfBatch(rdd, batch)));
  return std::make_shared<ArrayList>(std::move(rdds));
}

}  // namespace

const Class& JavaDStream::Describe() {
  static const Class type =
      Class("org.apache.spark.streaming.api.java.JavaDStream")
          .Has("dstream", &Self)
          .Has("asJavaDStream", &Self)
          .Has("slideDuration",
               [](JavaDStream& self) {
                 return std::make_shared<JavaDuration>(absl::ToInt64Milliseconds(self.node().slide()));
               })
          .Has(
              "window",
              [](JavaDStream& self, std::shared_ptr<JavaDuration> length) {
                return Window(self, *length, JavaDuration(absl::ToInt64Milliseconds(self.node().slide())));
              },
              Effect::kBuildsStreams)
          .Has(
              "window",
              [](JavaDStream& self, std::shared_ptr<JavaDuration> length, std::shared_ptr<JavaDuration> slide) {
                return Window(self, *length, *slide);
              },
              Effect::kBuildsStreams)
          .Has(
              "persist",
              [](JavaDStream& self, std::shared_ptr<JavaStorageLevel> level) {
                self.program()->CheckBeforeStart("storage level");
                PersistEach(self.stream(), *level);
                return Self(self);
              },
              Effect::kBuildsStreams)
          .Has(
              "checkpoint",
              [](JavaDStream& self, std::shared_ptr<JavaDuration> interval) {
                self.program()->CheckBeforeStart("checkpoint interval");
                self.node().SetCheckpointInterval(DurationOf(*interval));
                return Self(self);
              },
              Effect::kBuildsStreams)
          .Has("slice", [](JavaDStream& self, std::shared_ptr<JavaTime> from, std::shared_ptr<JavaTime> to) {
            return Slice(self, *from, *to);
          });
  return type;
}

void SaveForLaterRuns(const JavaDStream& stream) {
  if (stream.node().spec().state.has_value()) return;  // It is saved in any case.
  const Gate::Pass use = stream.stream().context->TryUse();
  if (!use) return;  // Nothing can be made of it any more.
  stream.node().retention().SetFiles(FramesFiles(stream.program()->app()));
}

std::shared_ptr<JavaDStream> JavaDStream::Derived(StreamSpec spec) const {
  return std::make_shared<JavaDStream>(program_, FrameStream{stream_.context, program_->AddStream(std::move(spec))});
}

}  // namespace sluice::gateway
