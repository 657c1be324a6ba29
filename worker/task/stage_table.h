#ifndef SLUICE_WORKER_TASK_STAGE_TABLE_H_
#define SLUICE_WORKER_TASK_STAGE_TABLE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/actor/postbox.h"
#include "common/actor/runtime.h"
#include "engine/task/compiled_stage.h"
#include "engine/variables/broadcast_store.h"

namespace sluice {

// The stages whose tasks this executor runs: their operators, and the broadcast variables these reference. A large
// program is fetched like a broadcast value when a task waits for it, and is made in a thread of its own, so that the
// executor goes on meanwhile. Belongs to the executor's mailbox.
class StageTable {
 public:
  using Operators = absl::StatusOr<std::shared_ptr<const CompiledStage>>;
  struct Events {
    // Fetches the value; OnValue will tell of it.
    std::function<void(const std::shared_ptr<BroadcastValue>&)> want;
    // What was fetched for the stage is made, or cannot be.
    std::function<void(StageId)> on_made;
  };
  // `postbox` is that of the mailbox; it is closed before the table goes.
  StageTable(Runtime& runtime, std::shared_ptr<Postbox> postbox, Events events)
      : runtime_(runtime), postbox_(std::move(postbox)), events_(std::move(events)) {}

  // In the place of what was known of the stage, unless the same program is here or on its way.
  void Add(const v1::StageProgram& program);
  void Free(StageId stage);
  void Clear();
  // All but those that have failed.
  std::vector<StageId> held() const;

  // Fetches what is missing, for a task of the stage. A large program that could not be fetched or made is tried again.
  void Want(StageId stage);
  // Nothing is missing any more: a task of the stage can run, or fail as Find says.
  bool IsReady(StageId stage) const;
  // NOT_FOUND: no such stage. Other errors say why its operators could not be made. REQUIRES: ready.
  Operators Find(StageId stage) const;
  bool References(StageId stage, VariableKey key) const;

  // The value is there or, as `status` says, never will be. False: it is no program.
  bool OnValue(const std::shared_ptr<BroadcastValue>& value, const absl::Status& status);
  // Stages that reference it reference a new value, which is not there; some may have to be fetched again. Returns
  // them.
  std::vector<StageId> FreeBroadcast(VariableKey key);

 private:
  struct Made {
    Operators operators;
    std::vector<std::shared_ptr<BroadcastValue>> referenced;
  };
  struct Stage {
    v1::StageProgram program;                 // As it came; empty if it will not be made again.
    std::shared_ptr<BroadcastValue> fetched;  // The program, until it is there.
    int64_t making = 0;                       // Not 0: it is being made, for this time.
    Made made = {absl::UnknownError("not made"), {}};
    bool is_held() const { return fetched != nullptr || making != 0 || made.operators.ok(); }
  };
  Made Make(const v1::StageProgram& program);
  void MakeLater(StageId stage, Buffer encoded);
  void OnMade(StageId stage, int64_t time, Made made);
  void Set(StageId stage, const v1::StageProgram& program);
  Mailbox& maker();

  Runtime& runtime_;
  const std::shared_ptr<Postbox> postbox_;
  const Events events_;
  BroadcastStore broadcasts_;
  std::map<StageId, Stage> stages_;
  int64_t times_made_ = 0;
  std::unique_ptr<Mailbox> maker_;  // There is none before the first large program.
};

}  // namespace sluice

#endif  // SLUICE_WORKER_TASK_STAGE_TABLE_H_
