#include "worker/task/task_attempt.h"

#include <new>
#include <utility>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/base/user_code.h"
#include "common/settings/executor.h"
#include "engine/task/local_properties.h"
#include "worker/task/running_task.h"

namespace sluice {
namespace {

absl::StatusOr<TaskResult> RunUserCode(const AttemptSpec& spec, const CompiledStage& stage, TaskContext& context,
                                       bool& out_of_memory) {
  RunningTask running(spec, stage, context);
  ScopedLocalProperties properties(spec.properties);
  try {
    return stage.Run(context, spec.partition);
  } catch (const std::bad_alloc& error) {
    out_of_memory = true;
    return absl::ResourceExhaustedError(StrCat(running.op(), ": ", error.what(), ": there is no memory left for it; ",
                                               settings::kExecutorMemoryOverhead.key,
                                               " is what tasks of an executor may take"));
  } catch (...) {
    return Annotate(StatusOfException(), running.op());
  }
}

// An earlier attempt may have left the same block here; its reader gets the one or the other.
absl::Status Replace(const BlockId& id, Buffers data, BlockStore& store) {
  absl::Status stored = store.Put(id, data);
  if (!absl::IsAlreadyExists(stored)) return stored;
  store.Remove(id);
  return store.Put(id, std::move(data));
}

absl::StatusOr<HeldMapOutput> PutShuffle(const AttemptSpec& spec, std::vector<Buffers> partitions, BlockStore& store) {
  HeldMapOutput output{*spec.written_shuffle, spec.partition};
  for (size_t reduce = 0; reduce < partitions.size(); ++reduce) {
    output.reducer_bytes.push_back(TotalBytes(partitions[reduce]));
    if (output.reducer_bytes.back() == 0) continue;
    const BlockId id = BlockId::Shuffle(*spec.written_shuffle, spec.partition, static_cast<int32_t>(reduce));
    SLUICE_RETURN_IF_ERROR(Replace(id, std::move(partitions[reduce]), store));
  }
  return output;
}

absl::Status Finish(const AttemptSpec& spec, TaskResult done, BlockStore& store, AttemptResult& result) {
  if (const int64_t bytes = TotalBytes(done.value) + TotalBytes(done.accumulator_updates); bytes > kBlockBytesMax) {
    return absl::InvalidArgumentError(
        StrCat("the result is too big for the driver; save it or take less: bytes=", bytes, " max=", kBlockBytesMax));
  }
  if (spec.written_shuffle) {
    SLUICE_ASSIGN_OR_RETURN(result.map_output, PutShuffle(spec, std::move(done.shuffle), store));
  }
  result.value = std::move(done.value);
  result.accumulator_updates = std::move(done.accumulator_updates);
  return absl::OkStatus();
}

}  // namespace

AttemptResult RunAttempt(const AttemptSpec& spec, const CompiledStage& stage, TaskContext& context, BlockStore& store,
                         const Clock& clock) {
  const absl::Time start = clock.Now();
  AttemptResult result{.task = spec.task};
  absl::StatusOr<TaskResult> done = RunUserCode(spec, stage, context, result.out_of_memory);
  absl::Status status = done.status();
  if (context.cancelled()) {
    result.outcome = AttemptResult::Outcome::kCancelled;
  } else {
    if (done.ok()) status = Finish(spec, *std::move(done), store, result);
    if (!status.ok()) result.outcome = AttemptResult::Outcome::kFailed;
  }
  result.message = std::string(status.message());
  result.records_read = context.records_read();
  result.run_time = clock.Now() - start;
  return result;
}

}  // namespace sluice
