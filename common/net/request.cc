#include "common/net/request.h"

#include <memory>
#include <optional>
#include <utility>

#include "common/base/mutex.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

// Keeps what comes first: an answer or the end. Outlives a caller who has stopped waiting.
class Answer {
 public:
  explicit Answer(Runtime& runtime) : arrived_(runtime.NewEvent()) {}

  void Set(absl::StatusOr<Frame> result) {
    {
      MutexLock lock(&mu_);
      if (!result_) result_ = std::move(result);
    }
    arrived_->Set();
  }

  std::optional<absl::StatusOr<Frame>> Wait(absl::Duration timeout) {
    arrived_->Wait(timeout);
    MutexLock lock(&mu_);
    return std::exchange(result_, absl::CancelledError("taken"));
  }

 private:
  const std::shared_ptr<Event> arrived_;
  Mutex mu_;
  std::optional<absl::StatusOr<Frame>> result_ ABSL_GUARDED_BY(mu_);
};

absl::Status Closed(const std::string& address, absl::Status reason) {
  if (!reason.ok()) return reason;
  return absl::UnavailableError(StrCat(address, " closed the conversation without an answer"));
}

}  // namespace

absl::StatusOr<Frame> Call(Runtime& runtime, Transport& transport, const std::string& address,
                           const std::string& conversation, Frame request, absl::Duration timeout) {
  auto answer = std::make_shared<Answer>(runtime);
  std::shared_ptr<Link> link = transport.Connect(
      address, conversation, timeout,
      {.on_frame = [answer](Frame frame) { answer->Set(std::move(frame)); },
       .on_closed = [answer, address](absl::Status reason) { answer->Set(Closed(address, std::move(reason))); }});
  if (absl::Status sent = link->Send(std::move(request)); absl::IsInvalidArgument(sent)) answer->Set(sent);
  // Connecting has the same limit: what failed there is known at about the same time, and says more.
  constexpr absl::Duration kConnectErrorGrace = absl::Milliseconds(200);
  std::optional<absl::StatusOr<Frame>> result = answer->Wait(timeout + kConnectErrorGrace);
  link->Close(absl::OkStatus());
  if (result) return *std::move(result);
  return absl::DeadlineExceededError(
      StrCat(address, " did not answer ", conversation, " within ", absl::FormatDuration(timeout)));
}

}  // namespace sluice
