#include "worker/task/stage_table.h"

#include <algorithm>
#include <new>
#include <utility>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/base/user_code.h"
#include "common/settings/executor.h"

namespace sluice {
namespace {

bool IsThere(const std::shared_ptr<BroadcastValue>& value) { return value->is_there(); }

StageTable::Operators MakeOperators(Buffer encoded) {
  const size_t bytes = encoded.size();
  try {
    v1::StageProgram program;
    if (!program.ParseFromArray(encoded.data(), static_cast<int>(bytes))) {
      return absl::DataLossError("the program of the stage is damaged");
    }
    encoded = Buffer();
    return CompiledStage::Instantiate(program);
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError(
        StrCat("there is no memory left for the functions and rows of the stage: bytes=", bytes, "; ",
               settings::kExecutorMemoryOverhead.key, " is what tasks of an executor may take"));
  }
}

}  // namespace

void StageTable::Add(const v1::StageProgram& program) {
  const StageId id(program.stage());
  auto known = stages_.find(id);
  const bool is_held = known != stages_.end() && known->second.is_held() && program.has_fetched() &&
                       known->second.program.fetched().key() == program.fetched().key();
  if (!is_held) Set(id, program);
}

void StageTable::Set(StageId id, const v1::StageProgram& program) {
  Stage stage;
  const v1::FetchedProgram& fetched = program.fetched();
  if (!program.has_fetched()) {
    stage.made = Make(program);
  } else if (VariableKey(fetched.key()).life() == id.life()) {
    stage.fetched =
        std::make_shared<BroadcastValue>(BroadcastName{.key = fetched.key(), .encoded_bytes = fetched.bytes()});
  } else {
    stage.made.operators =
        absl::InvalidArgumentError("the program is one of another life of the driver than its stage");
  }
  const bool may_be_made_again = program.has_fetched() || !stage.made.referenced.empty();
  if (may_be_made_again) stage.program = program;
  Free(id);
  stages_.emplace(id, std::move(stage));
}

// What a large program has made is not taken apart in the mailbox.
void StageTable::Free(StageId stage) {
  auto found = stages_.find(stage);
  if (found == stages_.end()) return;
  if (found->second.program.has_fetched()) maker().Post([made = std::move(found->second.made)] {});
  stages_.erase(found);
}

void StageTable::Clear() {
  while (!stages_.empty()) Free(stages_.begin()->first);
  broadcasts_.ForgetAll();
}

std::vector<StageId> StageTable::held() const {
  std::vector<StageId> held;
  for (const auto& [id, stage] : stages_) {
    if (stage.is_held()) held.push_back(id);
  }
  return held;
}

void StageTable::Want(StageId id) {
  auto found = stages_.find(id);
  if (found == stages_.end()) return;
  const bool has_failed = found->second.program.has_fetched() && !found->second.is_held();
  if (has_failed) Set(id, v1::StageProgram(found->second.program));
  const Stage& stage = stages_.at(id);
  if (stage.fetched != nullptr) events_.want(stage.fetched);
  for (const auto& value : stage.made.referenced) {
    if (!value->is_there()) events_.want(value);
  }
}

bool StageTable::IsReady(StageId stage) const {
  auto found = stages_.find(stage);
  if (found == stages_.end()) return true;
  if (found->second.fetched != nullptr || found->second.making != 0) return false;
  return std::ranges::all_of(found->second.made.referenced, IsThere);
}

StageTable::Operators StageTable::Find(StageId stage) const {
  auto found = stages_.find(stage);
  if (found != stages_.end()) return found->second.made.operators;
  return absl::NotFoundError(StrCat("this executor has no program of stage ", stage));
}

bool StageTable::References(StageId stage, VariableKey key) const {
  auto found = stages_.find(stage);
  return found != stages_.end() &&
         std::ranges::any_of(found->second.made.referenced, [key](const auto& value) { return value->key() == key; });
}

bool StageTable::OnValue(const std::shared_ptr<BroadcastValue>& value, const absl::Status& status) {
  auto of_value = std::ranges::find_if(stages_, [&](const auto& entry) { return entry.second.fetched == value; });
  if (of_value == stages_.end()) return false;
  auto& [id, stage] = *of_value;
  stage.fetched = nullptr;
  if (status.ok()) {
    MakeLater(id, value->encoded());
  } else {
    OnMade(id, stage.making, {Annotate(status, "the program of the stage cannot be fetched"), {}});
  }
  return true;
}

std::vector<StageId> StageTable::FreeBroadcast(VariableKey key) {
  broadcasts_.Forget(key);
  std::vector<StageId> changed;
  for (const auto& [id, stage] : stages_) {
    if (stage.making != 0 || References(id, key)) changed.push_back(id);
  }
  for (StageId id : changed) Set(id, v1::StageProgram(stages_.at(id).program));
  return changed;
}

StageTable::Made StageTable::Make(const v1::StageProgram& program) {
  BroadcastStore::Scope scope(broadcasts_);
  Operators operators = CallUserCode([&] { return CompiledStage::Instantiate(program); });
  return {std::move(operators), scope.Take()};
}

void StageTable::MakeLater(StageId stage, Buffer encoded) {
  const int64_t time = stages_.at(stage).making = ++times_made_;
  maker().Post([this, stage, time, encoded = std::move(encoded)]() mutable {
    BroadcastStore::Scope scope(broadcasts_);
    Operators operators = CallUserCode([&] { return MakeOperators(std::move(encoded)); });
    Made made{std::move(operators), scope.Take()};
    postbox_->Post([this, stage, time, made = std::move(made)]() mutable { OnMade(stage, time, std::move(made)); });
  });
}

// Unless it has been freed meanwhile, or is made again.
void StageTable::OnMade(StageId stage, int64_t time, Made made) {
  auto found = stages_.find(stage);
  if (found == stages_.end() || found->second.making != time) return;
  found->second.making = 0;
  found->second.made = std::move(made);
  events_.on_made(stage);
}

Mailbox& StageTable::maker() {
  if (maker_ == nullptr) maker_ = runtime_.NewMailbox("stage-maker");
  return *maker_;
}

}  // namespace sluice
