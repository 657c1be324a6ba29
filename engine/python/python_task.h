#ifndef SLUICE_ENGINE_PYTHON_PYTHON_TASK_H_
#define SLUICE_ENGINE_PYTHON_PYTHON_TASK_H_

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/codec/writer.h"
#include "engine/python/frames.h"
#include "engine/python/python_daemon.h"
#include "engine/python/python_function.h"
#include "engine/python/worker_output.h"
#include "engine/rows/chunk.h"

namespace sluice {

// One partition on its way through a Python worker. Rows go in and come out at the same time: the worker may give some
// before it has read all, and need not read all. Of the task's thread.
class PythonTask {
 public:
  PythonTask(const PythonFunction& function, TaskContext& context, int partition, Sink<FrameRow>& out);
  ~PythonTask();
  PythonTask(const PythonTask&) = delete;

  absl::Status Start();
  // For rows to be appended to, as frames; PassOn is to be called after some.
  Writer& input() { return input_; }
  // Gives the worker what is in `input`, and `out` what comes meanwhile. False: no more input is wanted, see Finish.
  bool PassOn();
  // After the last row: the rest of what comes. ABORTED: the function has thrown, or its process died.
  absl::Status Finish();

 private:
  absl::Status Flush();
  absl::Status Wait(bool for_room);
  // ABORTED: it has died, or takes too much memory.
  absl::Status LookAfterWorker(bool is_silent);
  absl::Status ReadSome();
  absl::Status TakeParts();
  absl::Status Take(const WorkerFailure& failure);
  absl::Status Take(WorkerEnd end);

  const PythonFunction& function_;
  TaskContext& context_;
  const int partition_;
  Sink<FrameRow>& out_;
  Chunk<FrameRow> chunk_;
  std::unique_ptr<PythonWorker> worker_;
  Writer input_;
  WorkerOutput output_;
  bool has_ended_ = false;  // The worker has said all of this task.
  bool is_wanted_ = true;   // `out` takes more rows.
  bool is_reusable_ = false;
  absl::Time next_look_;
  absl::Status status_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_PYTHON_TASK_H_
