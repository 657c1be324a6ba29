#include "driver/gateway/stateful_stream.h"

#include <algorithm>
#include <utility>

#include "api/core/error.h"
#include "driver/gateway/kept_rdd.h"
#include "engine/dstream/retention.h"

namespace sluice::gateway {
namespace {

constexpr absl::Duration kCheckpointLeast = absl::Seconds(10);

// Known to the function that computes the stream, which the stream owns.
struct StreamItself {
  std::weak_ptr<StreamNode> node;
  std::shared_ptr<Context> context;

  Rdd Next(const NextRdd& next, BatchTime batch) const {
    const FrameStream self{context, node.lock()};
    const int64_t slide = absl::ToInt64Milliseconds(self.node->slide());
    Rdd made = next(batch, self.RddOf(BatchTime(batch.value() - slide)));
    if (made != nullptr && IsCheckpointed(self, batch)) {
      internal::ThrowIfError(Checkpoint(JavaRdd(context, made)));
    }
    return made;
  }

  static bool IsCheckpointed(const FrameStream& self, BatchTime batch) {
    if (self.node->SavesState() && !self.node->first_failed().has_value()) return false;
    const absl::Duration least = absl::Ceil(kCheckpointLeast, self.node->slide());
    const absl::Duration interval = self.node->checkpoint_interval().value_or(least);
    return (batch.value() - self.node->zero().value()) % absl::ToInt64Milliseconds(interval) == 0;
  }
};

}  // namespace

std::shared_ptr<JavaDStream> AddStateful(const JavaDStream& parent, StreamSpec spec, NextRdd next) {
  auto itself = std::make_shared<StreamItself>();
  itself->context = parent.stream().context;
  spec.state = StateTraits{.is_rdds = true};
  spec.compute = [itself, next = std::move(next)](BatchTime batch) { return itself->Next(next, batch); };
  std::shared_ptr<JavaDStream> stream = parent.Derived(std::move(spec));
  itself->node = stream->stream().node;
  stream->node().Remember(stream->node().slide());
  stream->node().retention().SetFiles(StateFiles(itself->context));
  PersistEach(stream->stream(), *JavaStorageLevel::Described("Memory Serialized 1x Replicated"));
  return stream;
}

}  // namespace sluice::gateway
