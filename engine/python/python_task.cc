#include "engine/python/python_task.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/clock/clock.h"
#include "common/settings/program_names.h"
#include "common/settings/task_properties.h"
#include "engine/python/accumulator_updates.h"
#include "engine/python/big_endian.h"
#include "engine/python/fault_log.h"
#include "engine/python/files_folders.h"
#include "engine/python/process_tree.h"
#include "engine/python/python_workers.h"
#include "engine/python/task_header.h"
#include "engine/task/local_properties.h"
#include "engine/task/task_updates.h"

namespace sluice {
namespace {

constexpr int kLookIntervalMs = 100;
constexpr size_t kFlushBytes = 64 << 10;
constexpr int32_t kEndOfInput = -1, kEndOfTask = -4;

absl::Status Crashed(const PythonWorker& worker, const PythonInterpreter& interpreter) {
  constexpr std::string_view kSaid = "Python worker exited unexpectedly (crashed)";
  if (interpreter.environment.contains(kFaultFolderVariable)) {
    return absl::AbortedError(StrCat(kSaid, ": ", TakeFaultLog(worker.pid)));
  }
  return absl::AbortedError(StrCat(kSaid, ". Consider setting '", settings::kPythonFaultHandler,
                                   "' configuration to 'true' for the better Python traceback."));
}

// 0 where no driver has said it.
int64_t TakeNumber(const char* key, std::map<std::string, std::string>& properties) {
  const auto property = properties.extract(key);
  int64_t number = 0;
  return !property.empty() && absl::SimpleAtoi(property.mapped(), &number) ? number : 0;
}

TaskFacts FactsOf(const TaskContext& context, int function_partition) {
  std::map<std::string, std::string> properties = LocalProperties();
  const int64_t stage = TakeNumber(settings::kStageProperty, properties);
  const int64_t attempt = TakeNumber(settings::kAttemptProperty, properties);
  return {.function_partition = function_partition,
          .task_partition = context.partition(),
          .stage = stage,
          .attempt = context.attempt(),
          .attempt_id = attempt,
          .local_properties = std::move(properties)};
}

}  // namespace

PythonTask::PythonTask(const PythonFunction& function, TaskContext& context, int partition, Sink<FrameRow>& out)
    : function_(function), context_(context), partition_(partition), out_(out) {}

PythonTask::~PythonTask() {
  if (worker_ == nullptr) return;
  if (is_reusable_) {
    PythonWorkers::OfThisProcess().Return(function_.interpreter, std::move(worker_));
  } else {
    KillTree(worker_->pid);
  }
}

absl::Status PythonTask::Start() {
  SLUICE_ASSIGN_OR_RETURN(worker_, PythonWorkers::OfThisProcess().Take(function_.interpreter));
  TaskFacts facts = FactsOf(context_, partition_);
  SLUICE_ASSIGN_OR_RETURN(facts.files_folder,
                          FilesFolders::OfThisProcess().PathWith(function_.files_folder, function_.files,
                                                                 function_.interpreter.executable));
  return PutTaskHeader(function_, facts, worker_->broadcasts, input_);
}

bool PythonTask::PassOn() {
  if (input_.size() >= kFlushBytes) status_.Update(Flush());
  return status_.ok() && is_wanted_ && !has_ended_;
}

absl::Status PythonTask::Finish() {
  SLUICE_RETURN_IF_ERROR(status_);
  PutBigEndian<int32_t>(input_, kEndOfInput);
  PutBigEndian<int32_t>(input_, kEndOfTask);
  SLUICE_RETURN_IF_ERROR(Flush());
  while (is_wanted_ && !has_ended_) SLUICE_RETURN_IF_ERROR(Wait(/*for_room=*/false));
  return absl::OkStatus();
}

absl::Status PythonTask::Flush() {
  std::string_view rest = input_.view();
  while (!rest.empty() && is_wanted_ && !has_ended_) {
    const ssize_t sent = send(worker_->socket.number(), rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      rest.remove_prefix(sent);
    } else if (sent < 0 && errno != EAGAIN && errno != EINTR) {
      break;  // It reads no more: what it has said tells why.
    } else {
      SLUICE_RETURN_IF_ERROR(Wait(/*for_room=*/true));
    }
  }
  input_.Clear();
  return absl::OkStatus();
}

absl::Status PythonTask::Wait(bool for_room) {
  if (context_.cancelled()) return absl::CancelledError("the task was cancelled");
  pollfd ready = {worker_->socket.number(), static_cast<short>(for_room ? POLLIN | POLLOUT : POLLIN), 0};
  const bool is_silent = poll(&ready, 1, kLookIntervalMs) == 0;
  if ((ready.revents & (POLLIN | POLLHUP | POLLERR)) != 0) SLUICE_RETURN_IF_ERROR(ReadSome());
  return LookAfterWorker(is_silent);
}

absl::Status PythonTask::LookAfterWorker(bool is_silent) {
  // What its function has forked may have the socket open behind it, so that no end of it is seen.
  pollfd last_words = {worker_->socket.number(), POLLIN, 0};
  if (is_silent && !IsThere(worker_->pid) && poll(&last_words, 1, 0) == 0) {
    return Crashed(*worker_, function_.interpreter);
  }
  const absl::Time now = SystemClock().Now();
  if (now < next_look_) return absl::OkStatus();
  next_look_ = now + absl::Milliseconds(kLookIntervalMs);
  return PythonWorkers::OfThisProcess().CheckMemory(*worker_);
}

absl::Status PythonTask::ReadSome() {
  const absl::Span<char> room = output_.Room();
  const ssize_t got = recv(worker_->socket.number(), room.data(), room.size(), MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return absl::OkStatus();
  if (got <= 0) return Crashed(*worker_, function_.interpreter);
  output_.Filled(got);
  return TakeParts();
}

absl::Status PythonTask::TakeParts() {
  ChunkFiller<FrameRow> filler(chunk_, out_);
  while (!has_ended_ && is_wanted_) {
    SLUICE_ASSIGN_OR_RETURN(std::optional<WorkerPart> part, output_.Next());
    if (!part.has_value()) break;
    if (auto* row = std::get_if<WorkerRow>(&*part)) {
      is_wanted_ = filler.Add(row->bytes);
    } else if (auto* failure = std::get_if<WorkerFailure>(&*part)) {
      return Take(*failure);
    } else {
      SLUICE_RETURN_IF_ERROR(Take(std::get<WorkerEnd>(std::move(*part))));
    }
  }
  if (is_wanted_) is_wanted_ = filler.Flush();
  return absl::OkStatus();
}

absl::Status PythonTask::Take(const WorkerFailure& failure) {
  has_ended_ = true;
  return absl::AbortedError(StrCat(
      "[PYTHON_EXCEPTION] An exception was thrown from the Python worker: ", failure.traceback, " SQLSTATE: 38000"));
}

absl::Status PythonTask::Take(WorkerEnd end) {
  has_ended_ = true;
  // What its function has forked may answer the next task as well.
  is_reusable_ = end.is_reusable && !HasForkWithItsSockets(worker_->pid);
  TaskUpdates* const updates = TaskUpdates::Current();
  if (updates == nullptr || !function_.accumulators.has_value()) return absl::OkStatus();
  for (std::string& update : end.accumulator_updates) {
    updates->Of<AccumulatorUpdates>(VariableKey(*function_.accumulators)).pickled.push_back(std::move(update));
  }
  return absl::OkStatus();
}

}  // namespace sluice
