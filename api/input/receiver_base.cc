#include "api/input/receiver_base.h"

#include <algorithm>
#include <utility>

#include "api/core/error.h"
#include "api/input/receiver.h"
#include "common/base/status.h"
#include "common/base/type_name.h"

namespace sluice::internal {

std::string ClassName(const std::type_info& type) {
  std::string name = TypeName(type);
  name.resize(std::min(name.size(), name.find('<')));
  const size_t scope = name.rfind("::");
  return scope == name.npos ? name : name.substr(scope + 2);
}

AttachedReceiver::AttachedReceiver(std::unique_ptr<ReceiverBase> receiver, const std::string& level)
    : receiver_(std::move(receiver)) {
  receiver_->level_ = LevelDescribed(level);
}

absl::Status AttachedReceiver::Start(CustomReceiver& supervisor) {
  receiver_->supervisor_ = &supervisor;
  receiver_->onStart();
  return absl::OkStatus();
}

CustomReceiver& ReceiverBase::supervisor() const {
  if (supervisor_ != nullptr) return *supervisor_;
  throw Error(absl::FailedPreconditionError(
      "A ReceiverSupervisor has not been attached to the receiver yet. Maybe you are starting some computation in the "
      "receiver before the Receiver.onStart() has been called."));
}

void ReceiverBase::restart(const std::string& message) { supervisor().Restart(message, ""); }
void ReceiverBase::restart(const std::string& message, const std::exception& error) {
  supervisor().Restart(message, error.what());
}
void ReceiverBase::restart(const std::string& message, const std::exception& error, int64_t milliseconds) {
  supervisor().Restart(message, error.what(), absl::Milliseconds(milliseconds));
}

void ReceiverBase::stop(const std::string& message) { supervisor().Stop(message, ""); }
void ReceiverBase::stop(const std::string& message, const std::exception& error) {
  supervisor().Stop(message, error.what());
}

void ReceiverBase::reportError(const std::string& message, const std::exception& error) {
  supervisor().ReportError(message, error.what());
}

bool ReceiverBase::isStarted() const { return supervisor().started(); }
bool ReceiverBase::isStopped() const { return supervisor().stopped(); }
bool ReceiverBase::waitForStop(Duration duration) const {
  return supervisor().WaitForStop(absl::Milliseconds(duration.milliseconds()));
}
int ReceiverBase::streamId() const { return supervisor().host().context().input.value(); }
StorageLevel ReceiverBase::storageLevel() const { return level_; }

std::optional<int64_t> ReceiverBase::safePosition(const std::string& part) const {
  return supervisor().SafePosition(part);
}

void ReceiverBase::StoreAndWait(Buffer rows, int64_t records, std::string metadata) {
  ThrowIfNotStored(supervisor().StoreAndWait(std::move(rows), {.records = records, .metadata = std::move(metadata)}),
                   records);
}

void ReceiverBase::StoreAt(const SourcePosition& position, Buffer rows, int64_t records) {
  ThrowIfNotStored(supervisor().StoreAndWait(std::move(rows), {.records = records, .position = position}), records);
}

void ReceiverBase::ThrowIfNotStored(const absl::Status& stored, int64_t records) const {
  if (stored.ok() || absl::IsFailedPrecondition(stored)) return ThrowIfError(stored);
  ThrowIfError(Annotate(stored, "Could not store input-", streamId(), " (a block of ", records,
                        " records) to block manager with storage level ", level_.toString()));
}

}  // namespace sluice::internal
