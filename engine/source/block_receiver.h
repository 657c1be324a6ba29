#ifndef SLUICE_ENGINE_SOURCE_BLOCK_RECEIVER_H_
#define SLUICE_ENGINE_SOURCE_BLOCK_RECEIVER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/batch_key.h"
#include "common/base/block_info.h"
#include "common/base/ids.h"

namespace sluice {

class Runtime;
struct SealedBlock;

struct ReceiverContext {
  StreamId stream;
  Epoch epoch;    // This start of the stream's receiver.
  InputId input;  // The stream as users know it.
  absl::Duration block_interval = absl::Milliseconds(200);
  int64_t rate_max = 0;          // It begins with at most so many records a second. 0: no limit.
  SafePositions positions = {};  // Where it goes on, if its source has positions.
};

enum class SourceState {
  kStarted,   // Connected to its source; also to say that records were dropped.
  kRetrying,  // Lost or has not reached its source; goes on trying.
  kClosed,    // The source ended in order.
  kError,     // Something went wrong, as the message says, and it goes on.
  kStopped,   // Told to stop. It is the last thing a receiver says, as are those below.
  kEnded,     // Its program has stopped it for good.
  kLeft,      // Its host says so: it cannot go on here, and is to go on elsewhere.
};
inline bool IsLast(SourceState state) { return state >= SourceState::kStopped; }

// What a receiver says of itself.
struct SourceReport {
  SourceState state = SourceState::kStarted;
  std::string message;
  std::string error = {};  // What was thrown, if that is why.
  int64_t dropped = 0;     // Records refused so far, in this epoch.
};

// Told, soon and on another thread, how it ended with a block: OK when it is as safe as the stream's replication asks
// for, so that a reliable source may forget it; else it is dropped, and why. Never told if the executor dies first.
using StoreDone = absl::AnyInvocable<void(const absl::Status&)>;

// What the executor does for one receiver. Thread-safe and quick: nothing here waits for the network. Takes effect in
// the order of the calls: the driver hears of a cut or a state when all blocks stored before it are safe.
class ReceiverHost {
 public:
  virtual ~ReceiverHost() = default;
  virtual Runtime& runtime() = 0;
  virtual const ReceiverContext& context() const = 0;

  // False: stop reading until OnRoom. What has been read may still be stored.
  virtual bool HasRoom() const = 0;

  // Takes over a block.
  virtual void Store(SealedBlock block, StoreDone done = nullptr) = 0;

  virtual void CutDone(const BatchKey& batch) = 0;

  virtual void Report(SourceReport report) = 0;
};

// Reads a source. All calls come from the executor's mailbox and return at once; the work is done on a mailbox or
// thread of the receiver's own. The destructor comes after its last word, or when the executor ends, and may wait for
// that thread to notice.
class BlockReceiver {
 public:
  virtual ~BlockReceiver() = default;
  virtual void Start(ReceiverHost& host) = 0;   // Once, first. `host` outlives the receiver.
  virtual void Cut(const BatchKey& batch) = 0;  // Stores what was received until now, then says CutDone(batch), soon.
  virtual void Stop() = 0;                      // Stores what was received until now, then reports kStopped, soon.
  virtual void OnRoom() = 0;                    // The host has room again.
  // From now on it takes at most so many records a second, on average. 0: no limit.
  virtual void SetRate(int64_t records_per_second) = 0;
};

// How a receiver is made where it runs; its number is OperatorRef::factory. INVALID_ARGUMENT: damaged arguments.
using ReceiverFactory = absl::StatusOr<std::unique_ptr<BlockReceiver>>(const std::string& arguments);

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_BLOCK_RECEIVER_H_
