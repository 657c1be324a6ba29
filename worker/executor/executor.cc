#include "worker/executor/executor.h"

#include <utility>

#include "worker/executor/executor_actor.h"

namespace sluice {

Executor::Executor(Runtime& runtime, Transport& transport, ExecutorOptions options)
    : actor_(std::make_unique<ExecutorActor>(runtime, transport, std::move(options))) {}

Executor::~Executor() = default;

absl::Status Executor::Start() { return actor_->Start(); }
void Executor::SetDriver(DriverPlace place) { actor_->SetDriver(std::move(place)); }
void Executor::Drain(absl::Duration limit) { actor_->Drain(limit); }
void Executor::Shutdown() { actor_->Shutdown(); }
std::optional<absl::Status> Executor::Wait(absl::Duration limit) { return actor_->Wait(limit); }
void Executor::FailTaskAndEnd(TaskId task, std::string why) { actor_->FailTaskAndEnd(task, std::move(why)); }
bool Executor::has_stuck_tasks() const { return actor_->has_stuck_tasks(); }
std::string Executor::block_address() const { return actor_->block_address(); }
BlockStoreUsage Executor::usage() const { return actor_->usage(); }

}  // namespace sluice
