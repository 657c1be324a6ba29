#include "driver/gateway/classes/java_dstream.h"

#include <vector>

#include "driver/gateway/class.h"
#include "driver/gateway/classes/array_list.h"
#include "driver/gateway/classes/duration.h"
#include "driver/gateway/classes/storage_level.h"
#include "driver/gateway/kept_rdd.h"

namespace sluice::gateway {
namespace {

std::shared_ptr<JavaDStream> Self(JavaDStream& self) {
  return std::static_pointer_cast<JavaDStream>(self.shared_from_this());
}

// The union of what came in the last `length`, every `slide`.
std::shared_ptr<JavaDStream> Window(JavaDStream& self, absl::Duration length, absl::Duration slide) {
  return self.Derived({.name = "WindowedDStream",
                       .parents = {self.stream().node},
                       .slide = slide,
                       .looks_back = length,
                       .parents_window = length,
                       .compute = [parent = self.stream(), length](BatchTime batch) -> Rdd {
                         const auto rdds = parent.Window(batch, length);
                         return rdds.empty() ? nullptr : UnionOf(rdds)->handle().node();
                       }});
}

std::shared_ptr<ArrayList> Slice(JavaDStream& self, int64_t from, int64_t to) {
  std::vector<Value> rdds;
  const auto slice = self.node().Slice(BatchTime(from), BatchTime(to));
  for (const auto& [batch, rdd] : slice.value_or(std::vector<std::pair<BatchTime, Rdd>>())) {
    rdds.push_back(ObjectPtr(self.stream().OfBatch(rdd, batch)));
  }
  return std::make_shared<ArrayList>(std::move(rdds));
}

absl::Duration DurationOf(const JavaDuration& duration) { return absl::Milliseconds(duration.millis()); }

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
          .Has("window",
               [](JavaDStream& self, std::shared_ptr<JavaDuration> length) {
                 return Window(self, DurationOf(*length), self.node().slide());
               })
          .Has("window",
               [](JavaDStream& self, std::shared_ptr<JavaDuration> length, std::shared_ptr<JavaDuration> slide) {
                 return Window(self, DurationOf(*length), DurationOf(*slide));
               })
          .Has("persist",
               [](JavaDStream& self, std::shared_ptr<JavaStorageLevel> level) {
                 self.program()->CheckBeforeStart("persist");
                 PersistEach(self.stream(), *level);
                 return Self(self);
               })
          .Has("checkpoint",
               [](JavaDStream& self, std::shared_ptr<JavaDuration> interval) {
                 self.node().SetCheckpointInterval(DurationOf(*interval));
                 return Self(self);
               })
          .Has("slice", [](JavaDStream& self, std::shared_ptr<JavaTime> from, std::shared_ptr<JavaTime> to) {
            return Slice(self, from->millis(), to->millis());
          });
  return type;
}

std::shared_ptr<JavaDStream> JavaDStream::Derived(StreamSpec spec) const {
  return std::make_shared<JavaDStream>(program_, FrameStream{stream_.context, program_->AddStream(std::move(spec))});
}

}  // namespace sluice::gateway
