#include "api/dstream/stream_state.h"

#include <utility>

#include "absl/strings/str_replace.h"
#include "api/core/error.h"
#include "api/dstream/program_names.h"
#include "api/rdd/partitioner.h"
#include "common/base/str_cat.h"
#include "common/base/type_name.h"
#include "common/fs/fenced_files.h"
#include "engine/dstream/state_identity.h"

namespace sluice::internal {
namespace {

// Keys that are seen in place are written as those that are not.
std::string TypeOfState(const std::type_info& type) {
  return absl::StrReplaceAll(TypeName(type), {{"std::string_view", "std::string"}});
}

}  // namespace

StreamState::StreamState(const std::shared_ptr<StreamingProgram>& program, const std::string& operation)
    : jobs_(program->app().jobs()),
      name_(StrCat(program->names().NextStatefulStream(), "-", operation)),
      program_(program) {}

void StreamState::SetNode(const std::shared_ptr<StreamNode>& node) {
  node_ = node;
  node->identity().SetPlace(name_);
}

StateTransition StreamState::TransitionOf(BatchTime batch, const Needs& needs) {
  if (!versions_.has_value()) {
    std::shared_ptr<StreamingProgram> program = program_.lock();
    std::shared_ptr<StreamNode> node = node_.lock();
    if (program == nullptr || node == nullptr) {
      throw Error(absl::FailedPreconditionError("the StreamingContext is gone while its batches run"));
    }
    files_ = program->checkpoint_files();
    StateVersions versions(jobs_, *files_,
                           {.run = node->KeyOf(batch).run,
                            .stream_folder = StrCat(program->checkpoint_folder(), "/state/", node->identity().name()),
                            .zero = node->zero(),
                            .slide = node->slide(),
                            .has_initial = needs.load_initial != nullptr,
                            .door = files_->door(),
                            .may_be_new = node->identity().has_uid()});
    const Partitioning wanted = needs.partitioning();
    PositivePartitions(wanted.partitions);  // Later batches have rows, if this one has none.
    partitioning_ = ValueOrThrow(versions.Begin(batch, wanted));
    if (needs.load_initial && versions.IsFirst(batch)) needs.load_initial(versions.InitialTransition(), partitioning_);
    versions_.emplace(std::move(versions));
  }
  StateTransition transition = ValueOrThrow(versions_->TransitionOf(batch));
  const std::shared_ptr<StreamNode> node = node_.lock();
  const std::optional<BatchTime> failed = node == nullptr ? std::nullopt : node->first_failed();
  if (failed.has_value()) transition.terms.kept = failed->value() - 1;  // A later run begins with that batch.
  return transition;
}

void StreamState::Finish(BatchTime batch) {
  if (versions_.has_value()) ThrowIfError(versions_->RunUntil(batch));
}

std::shared_ptr<StreamNode> AddStatefulStream(const std::shared_ptr<StreamingProgram>& program, StatefulStream stream) {
  auto state = std::make_shared<StreamState>(program, stream.operation);
  StreamSpec spec = std::move(stream.spec);
  spec.state =
      StateTraits{.finish = [state](BatchTime batch) { state->Finish(batch); }, .type = TypeOfState(stream.type)};
  spec.compute = [state, parent = spec.parents.at(0), needs = std::move(stream.needs),
                  make = std::move(stream.make)](BatchTime batch) {
    const BatchKey key = parent->KeyOf(batch);
    const StateTransition transition = state->TransitionOf(batch, needs(key, state->jobs()));
    Rdd made = make({key, state->jobs(), transition, state->partitioning()});
    state->Made(batch, made);
    return made;
  };
  std::shared_ptr<StreamNode> added = program->AddStream(std::move(spec));
  state->SetNode(added);
  return added;
}

}  // namespace sluice::internal
