#ifndef SLUICE_ENGINE_SOURCE_CUSTOM_RECEIVER_H_
#define SLUICE_ENGINE_SOURCE_CUSTOM_RECEIVER_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/block_info.h"
#include "common/base/buffer.h"
#include "common/base/mutex.h"
#include "common/base/status.h"
#include "common/codec/writer.h"
#include "engine/source/block_receiver.h"

namespace sluice {

class CustomReceiver;
class Event;
class Mailbox;

// What a CustomReceiver runs: the part that reads the source, of a connector or written by a user. The error that it
// returns or throws is reported, and it is started again.
class ReceiverProgram {
 public:
  virtual ~ReceiverProgram() = default;
  // May return at once, having started threads, or as late as it is stopped.
  virtual absl::Status Start(CustomReceiver& receiver) = 0;
  // Called from another thread, also while Start runs if that stays for longer than a moment. When both have returned
  // nothing of the program runs any more.
  virtual void Stop() = 0;
};

struct CustomReceiverOptions {
  absl::Duration restart_delay = absl::Seconds(2);
  absl::Duration store_timeout = absl::Seconds(30);  // A block must be safe by then.
  // A program that was told to stop, and goes on storing so long after, is refused.
  absl::Duration stop_patience = absl::Seconds(2);
};

// Runs a ReceiverProgram: Initialized -> Started <-> Stopped, as Spark's ReceiverSupervisor, and makes blocks of the
// rows that it stores. The program runs on one thread, its orders and the block intervals on another.
class CustomReceiver : public BlockReceiver {
 public:
  static constexpr size_t kBlockBytesMax = 4 << 20;  // Only a bigger row makes a bigger block.

  CustomReceiver(std::unique_ptr<ReceiverProgram> program, CustomReceiverOptions options);
  ~CustomReceiver() override;

  void Start(ReceiverHost& host) override;
  void Cut(const BatchKey& batch) override;
  void Stop() override { StopAs({.state = SourceState::kStopped}); }
  void OnRoom() override;
  void SetRate(int64_t records_per_second) override;

  // The rest is for the program. Thread-safe.

  // Adds a row, which `encode(Writer&)` writes (nothing, if it throws), to the block that is being made; waits while
  // the host has no room, or as long as the rate allows no more rows. FAILED_PRECONDITION: stopped for good.
  template <class Encode>
  absl::Status Add(const Encode& encode) {
    {
      MutexLock lock(&mu_);
      SLUICE_ASSIGN_OR_RETURN(Writer* const block, BeginRow());
      const size_t row_begin = block->size();
      try {
        encode(*block);
      } catch (...) {
        block->Truncate(row_begin);
        throw;
      }
      if (!EndRow()) return absl::OkStatus();
    }
    StoreSealed();
    return absl::OkStatus();
  }
  // Stores a block of whole rows; waits as Add does, for its first row alone. FAILED_PRECONDITION: stopped for good.
  absl::Status Store(Buffer rows, BlockInfo info, StoreDone done = nullptr);
  // The same; returns OK when the block is as safe as it will be. With a position once for each: rows that are safe
  // already are not stored again, also by a later start of the receiver. INVALID_ARGUMENT: only some of them are; or it
  // is no position.
  absl::Status StoreAndWait(Buffer rows, BlockInfo info);
  // The source goes on there: all before it is safe. None: nothing of this part of it is known.
  std::optional<int64_t> SafePosition(const std::string& part) const;

  // Stops the program and starts it again after `delay`, or as long as the options say; does nothing unless it is
  // started. Returns at once. `error`, here and below: what was thrown, or empty.
  void Restart(const std::string& message, const std::string& error,
               std::optional<absl::Duration> delay = std::nullopt);
  // As Restart when the source has ended in order.
  void SourceClosed(const std::string& message);
  // Stops it for good. Returns at once.
  void Stop(const std::string& message, const std::string& error) {
    StopAs({.state = SourceState::kEnded, .message = message, .error = error});
  }
  void ReportError(const std::string& message, const std::string& error);
  // True as soon as it is stopped, false when `limit` has passed.
  bool WaitForStop(absl::Duration limit);

  bool started() const;
  bool stopped() const;
  ReceiverHost& host() const { return *host_; }

 private:
  enum class State { kInitialized, kStarted, kStopped };
  struct Intake;

  // Where the row is to be written, when it may be.
  absl::StatusOr<Writer*> BeginRow() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool EndRow() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);  // True: there is a block to be stored.
  absl::Status WaitUntilMayAdd() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void EndIntervalLater() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void EndInterval();
  void StoreSealed();
  void RunProgram();
  void StopProgram();
  void RestartAs(SourceReport report, absl::Duration delay);
  void StopAs(SourceReport last);
  void Finish(const SourceReport& last);
  void WakeWaiters() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Lets go of mu_ meanwhile.
  void WaitForWake(absl::Time deadline) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  // Constant after Start.
  const CustomReceiverOptions options_;
  const std::unique_ptr<ReceiverProgram> program_;
  ReceiverHost* host_ = nullptr;
  std::shared_ptr<Event> finished_;

  // Held to give blocks to the host in their order.
  Mutex store_mu_ ABSL_ACQUIRED_BEFORE(mu_);

  mutable Mutex mu_;
  State state_ ABSL_GUARDED_BY(mu_) = State::kInitialized;
  bool ending_ ABSL_GUARDED_BY(mu_) = false;         // Stopped for good.
  bool closed_ ABSL_GUARDED_BY(mu_) = false;         // Nothing is stored any more.
  bool full_ ABSL_GUARDED_BY(mu_) = false;           // The host has no room.
  bool interval_ends_ ABSL_GUARDED_BY(mu_) = false;  // The host has set when.
  bool abandoned_ ABSL_GUARDED_BY(mu_) = false;      // The host tells nothing any more.
  absl::Time refuse_at_ ABSL_GUARDED_BY(mu_) = absl::InfiniteFuture();
  const std::unique_ptr<Intake> intake_ ABSL_PT_GUARDED_BY(mu_);
  SafePositions positions_ ABSL_GUARDED_BY(mu_);
  std::shared_ptr<Event> start_returned_ ABSL_GUARDED_BY(mu_);  // Since the program was started last.
  std::vector<std::shared_ptr<Event>> waiters_ ABSL_GUARDED_BY(mu_);

  std::unique_ptr<Mailbox> control_;
  std::unique_ptr<Mailbox> runner_;  // Last: the program's thread.
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_CUSTOM_RECEIVER_H_
