#include "engine/state/state_versions.h"

#include <numeric>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "common/base/status.h"
#include "common/fs/files.h"
#include "engine/exchange/key_router.h"
#include "engine/lineage/lineage.h"
#include "engine/task/factory.h"

namespace sluice {
namespace {

// Needs nothing of its input's rows but that they could be read.
class NothingTerminal : public Terminal {
 public:
  using Input = void;
  using Options = NoOptions;
  static constexpr int kInputsMin = 0;
  NothingTerminal(Wiring<void>, NoOptions) {}
  absl::Status Run(TaskContext&, int, TaskResult&) const override { return absl::OkStatus(); }
};

absl::StatusOr<int> ReadPartitions(Files& files, const std::string& path) {
  absl::StatusOr<Buffer> text = files.Read(path);
  if (!text.ok()) return Annotate(text.status(), "the state of an earlier run cannot be found");
  int partitions;
  if (!absl::SimpleAtoi(ToAbsl(text->view()), &partitions) || partitions < 1) {
    return absl::DataLossError(StrCat(path, " is damaged: it should hold a number of partitions"));
  }
  return partitions;
}

}  // namespace

StateVersions::StateVersions(JobRunner& jobs, Files& files, Options options)
    : jobs_(jobs), files_(files), options_(std::move(options)), zero_(options_.zero) {}
StateVersions::~StateVersions() = default;

absl::StatusOr<Partitioning> StateVersions::Begin(BatchTime batch, const Partitioning& wanted) {
  const std::string path = options_.stream_folder + "/partitions";
  partitions_ = wanted.partitions;
  if (options_.may_be_new && absl::IsNotFound(files_.Read(path).status())) zero_ = Before(batch);
  if (IsFirst(batch)) {
    SLUICE_RETURN_IF_ERROR(files_.RemoveTree(options_.stream_folder));
    SLUICE_RETURN_IF_ERROR(files_.MakeFolder(options_.stream_folder));
    SLUICE_RETURN_IF_ERROR(files_.Publish(path, std::to_string(partitions_)));
    return wanted;
  }
  SLUICE_ASSIGN_OR_RETURN(partitions_, ReadPartitions(files_, path));
  if (partitions_ == wanted.partitions) return wanted;
  if (wanted == HashPartitioning(wanted.partitions)) return HashPartitioning(partitions_);
  return absl::FailedPreconditionError(StrCat("the state in ", options_.stream_folder, " has ", partitions_,
                                              " partitions, the partitioner of the program has ", wanted.partitions));
}

StateTransition StateVersions::InitialTransition() const {
  return {.operator_folder = options_.stream_folder,
          .to = zero_.value(),
          .partitions = partitions_,
          .terms = {.door = options_.door}};
}

absl::StatusOr<StateTransition> StateVersions::TransitionOf(BatchTime batch) {
  SLUICE_RETURN_IF_ERROR(RunUntil(Before(batch)));
  const bool starts_empty = IsFirst(batch) && !options_.has_initial;
  return StateTransition{.operator_folder = options_.stream_folder,
                         .from = starts_empty ? kNoStateVersion : Before(batch).value(),
                         .to = batch.value(),
                         .partitions = partitions_,
                         .terms = {.door = options_.door}};
}

absl::Status StateVersions::RunUntil(BatchTime batch) {
  while (!unwritten_.empty() && unwritten_.begin()->first <= batch) {
    const Rdd& rdd = unwritten_.begin()->second;
    if (!rdd->shuffle->written) SLUICE_RETURN_IF_ERROR(Run(unwritten_.begin()->first, rdd));
    unwritten_.erase(unwritten_.begin());
  }
  return absl::OkStatus();
}

void StateVersions::Made(BatchTime batch, Rdd rdd) { unwritten_[batch] = std::move(rdd); }

absl::Status StateVersions::Run(BatchTime batch, const Rdd& rdd) {
  std::vector<int> partitions(rdd->partitions);
  std::iota(partitions.begin(), partitions.end(), 0);
  return jobs_
      .Run({.rdd = rdd,
            .terminal = RefTo<NothingTerminal>("", {}),
            .partitions = partitions,
            .batch = BatchKey{options_.run, batch}})
      .status();
}

Rdd StateRdd(JobRunner& jobs, OperatorRef writer, OperatorRef reader, Rdd parent, const StateTransition& transition,
             int segments, std::optional<Partitioning> partitioning) {
  auto shuffle = std::make_shared<ShuffleDependency>();
  shuffle->id = jobs.NextShuffleId();
  shuffle->parent = std::move(parent);
  shuffle->writer = std::move(writer);
  shuffle->reducers = segments;
  shuffle->affinity = transition.operator_folder;
  shuffle->on_unused = [&jobs](ShuffleId id) { jobs.FreeShuffle(id); };
  auto node = std::make_shared<RddNode>();
  node->id = jobs.NextRddId();
  node->partitions = transition.partitions;
  node->op = std::move(reader);
  node->shuffle = std::move(shuffle);
  node->partitioning = std::move(partitioning);
  return node;
}

Rdd LaterSegmentsRdd(JobRunner& jobs, OperatorRef reader, OperatorRef later_partitions, const RddNode& first,
                     int later) {
  auto all = std::make_shared<RddNode>();
  all->id = jobs.NextRddId();
  all->partitions = first.shuffle->reducers;
  all->op = std::move(reader);
  all->shuffle = first.shuffle;
  auto shifted = [skipped = first.shuffle->reducers - later](int partition) {
    return std::vector<int>{skipped + partition};
  };
  return NarrowRdd(jobs, std::move(later_partitions), {{.parent = std::move(all), .parents_of = shifted}}, later);
}

}  // namespace sluice
