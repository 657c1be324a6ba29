#ifndef SLUICE_API_INPUT_RECEIVER_BASE_H_
#define SLUICE_API_INPUT_RECEIVER_BASE_H_

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "api/core/duration.h"
#include "api/core/storage_level.h"
#include "engine/source/custom_receiver.h"

namespace sluice::internal {

// What Receiver<T> has whatever the type of its rows.
class ReceiverBase {
 public:
  virtual ~ReceiverBase() = default;

  // Called on a thread of its own where the receiver runs, each time it starts. May return soon, after starting threads
  // that call store; or stay, storing in a loop `while (!isStopped())`. What it throws is reported as an error, and the
  // receiver is restarted.
  virtual void onStart() = 0;
  // Called on another thread, once for each onStart: ends what that has started, and makes it return if it stays. Joins
  // threads.
  virtual void onStop() = 0;
  // The host where it should run, if there is an executor on it. A receiver that overrides this is also made on the
  // driver, to be asked.
  virtual std::optional<std::string> preferredLocation() const { return std::nullopt; }

  // Stops it, waits, and starts it again; returns at once. The delay is spark.streaming.receiverRestartDelay.
  void restart(const std::string& message);
  void restart(const std::string& message, const std::exception& error);
  void restart(const std::string& message, const std::exception& error, int64_t milliseconds);
  // Stops it for good; returns at once.
  void stop(const std::string& message);
  void stop(const std::string& message, const std::exception& error);
  // Listeners and logs hear of it; the receiver goes on.
  void reportError(const std::string& message, const std::exception& error);

  bool isStarted() const;
  bool isStopped() const;  // Also while a restart waits.
  // Waits until it is stopped (true), or until the time has passed (false).
  bool waitForStop(Duration duration) const;
  int streamId() const;
  StorageLevel storageLevel() const;
  // Where this source goes on: all records before this position were stored by store(rows, SourcePosition), perhaps by
  // another start of the receiver elsewhere. None: nothing of that part of the source was.
  std::optional<int64_t> safePosition(const std::string& part = "") const;

 protected:
  // Throws before onStart.
  CustomReceiver& supervisor() const;
  // Returns when the rows are as safe as the storage level asks for, else throws.
  void StoreAndWait(Buffer rows, int64_t records, std::string metadata);
  void StoreAt(const SourcePosition& position, Buffer rows, int64_t records);

 private:
  void ThrowIfNotStored(const absl::Status& stored, int64_t records) const;

  friend class AttachedReceiver;
  CustomReceiver* supervisor_ = nullptr;
  StorageLevel level_ = StorageLevel::NONE;
};

// Calls a user's receiver in the words of engine/source.
class AttachedReceiver : public ReceiverProgram {
 public:
  // `level` as StorageLevel::description says it.
  AttachedReceiver(std::unique_ptr<ReceiverBase> receiver, const std::string& level);

  absl::Status Start(CustomReceiver& supervisor) override;
  void Stop() override { receiver_->onStop(); }

 private:
  const std::unique_ptr<ReceiverBase> receiver_;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_INPUT_RECEIVER_BASE_H_
