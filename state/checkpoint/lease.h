#ifndef SLUICE_STATE_CHECKPOINT_LEASE_H_
#define SLUICE_STATE_CHECKPOINT_LEASE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/actor/postbox.h"
#include "common/actor/runtime.h"
#include "common/actor/turn.h"
#include "common/base/ids.h"
#include "common/base/mutex.h"
#include "common/fs/fenced_files.h"
#include "state/checkpoint/lease_place.h"
#include "state/checkpoint/lease_record.h"

namespace sluice {

// The right of one program on a checkpoint directory, renewed as long as this lives. Whoever does not renew it, because
// his process stands still or his machine is cut off, loses it to the next one who wants it, and changes nothing in the
// directory from then on: see files(). Thread-safe.
class Lease : public std::enable_shared_from_this<Lease> {
 public:
  struct Claim {
    std::string directory;  // It is there.
    std::string application;
    DriverLife life;
    LeaseHolder process = ThisProcess();
  };
  // Waits until a holder who does not answer may be called dead; longer than kLeaseTimeToLive only if others come in
  // between. FAILED_PRECONDITION: another program has the directory, and the error names it. `files` outlives it.
  static absl::StatusOr<std::shared_ptr<Lease>> Take(Runtime& runtime, Files& files, const Claim& claim);
  // Gives it back: the next one need not wait.
  ~Lease();

  int64_t token() const { return record_.token; }
  // What is found where the lease of that token is, for people.
  std::string PathOf(int64_t token) const { return place_->PathOf(token); }
  // By what path the holder and all who write for him name the directory: in an object store it tells them from others.
  std::string directory() const { return place_->DirectoryOf(token()); }
  // Of the directory, and all below it. They say so when the lease is lost, and may outlive it.
  const std::shared_ptr<FencedFiles>& files() const { return fenced_; }

  // OK: nobody else has it, nor may take it for a while. To be asked before anything is done that cannot be taken back.
  // FAILED_PRECONDITION: it is lost, and the error names both programs. UNAVAILABLE: nobody knows.
  absl::Status Check();
  // Called once, with the error of Check, when it is lost, on a thread of ours that must not be blocked. Replaces the
  // former one; null: nobody.
  void SetOnLost(std::function<void(const absl::Status&)> on_lost);

 private:
  Lease(Runtime& runtime, Files& files, const Claim& claim, std::unique_ptr<LeasePlace> place);
  absl::Status TakeIt(const Claim& claim);
  absl::Status TryToken(int64_t token);
  void Begin();
  absl::Status Renew();
  absl::Status Lose();
  absl::Status LostError();
  void RenewSoon();
  void Warn(const absl::Status& renewed);

  // Constant once it is taken.
  Runtime& runtime_;
  const std::string directory_;
  const std::unique_ptr<LeasePlace> place_;
  std::shared_ptr<FencedFiles> fenced_;
  Files& files_;

  Turn renewing_;       // Taken before mu_.
  LeaseRecord record_;  // Written by whose turn it is.
  bool warned_ = false;

  Mutex mu_;
  absl::Time valid_until_ ABSL_GUARDED_BY(mu_) = absl::InfinitePast();
  absl::Status lost_ ABSL_GUARDED_BY(mu_);
  std::function<void(const absl::Status&)> on_lost_ ABSL_GUARDED_BY(mu_);

  std::optional<Postbox> postbox_;  // A renewal that runs while this goes posts the next one.
  std::unique_ptr<Mailbox> mailbox_;
};

}  // namespace sluice

#endif  // SLUICE_STATE_CHECKPOINT_LEASE_H_
