#include "api/dstream/stream_state.h"

#include <utility>

#include "api/core/error.h"
#include "api/rdd/partitioner.h"
#include "common/base/str_cat.h"
#include "common/fs/files.h"

namespace sluice {

StreamState::StreamState(const std::shared_ptr<ContextCore>& context, const std::string& operation)
    : jobs_(context->app().jobs()), name_(StrCat(context->NextStatefulStream(), "-", operation)), context_(context) {}

StateSite StreamState::SiteOf(BatchTime batch, const Needs& needs) {
  if (!track_.has_value()) {
    std::shared_ptr<ContextCore> context = context_.lock();
    std::shared_ptr<StreamNode> node = node_.lock();
    if (context == nullptr || node == nullptr) {
      throw Error(absl::FailedPreconditionError("the StreamingContext is gone while its batches run"));
    }
    StateTrack track(jobs_, LocalFiles(),
                     {.run = node->KeyOf(batch).run,
                      .stream_folder = StrCat(context->checkpoint_folder(), "/state/", node->identity().name()),
                      .zero = node->zero(),
                      .slide = node->slide(),
                      .has_initial = needs.load_initial != nullptr,
                      .may_be_new = node->identity().has_uid()});
    const Partitioning wanted = needs.partitioning();
    PositivePartitions(wanted.partitions);  // Later batches have rows, if this one has none.
    partitioning_ = ValueOrThrow(track.Begin(batch, wanted));
    if (needs.load_initial && track.IsFirst(batch)) needs.load_initial(track.InitialSite(), partitioning_);
    track_.emplace(std::move(track));
  }
  return ValueOrThrow(track_->SiteOf(batch));
}

void StreamState::Finish(BatchTime batch) {
  if (track_.has_value()) ThrowIfError(track_->RunUntil(batch));
}

std::shared_ptr<StreamNode> AddStatefulStream(const std::shared_ptr<ContextCore>& context, StatefulStream stream) {
  auto state = std::make_shared<StreamState>(context, stream.operation);
  StreamSpec spec = std::move(stream.spec);
  spec.state = StateTraits{.finish = [state](BatchTime batch) { state->Finish(batch); }};
  spec.compute = [state, parent = spec.parents.at(0), needs = std::move(stream.needs),
                  make = std::move(stream.make)](BatchTime batch) {
    const BatchKey key = parent->KeyOf(batch);
    const StateSite site = state->SiteOf(batch, needs(key, state->jobs()));
    Rdd made = make({key, state->jobs(), site, state->partitioning()});
    state->Made(batch, made);
    return made;
  };
  std::shared_ptr<StreamNode> added = context->AddStream(std::move(spec));
  state->SetNode(added);
  return added;
}

}  // namespace sluice
