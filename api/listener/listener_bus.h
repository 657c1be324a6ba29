#ifndef SLUICE_API_LISTENER_LISTENER_BUS_H_
#define SLUICE_API_LISTENER_LISTENER_BUS_H_

#include <map>
#include <memory>
#include <vector>

#include "api/listener/streaming_listener.h"
#include "common/actor/runtime.h"
#include "common/base/mutex.h"
#include "engine/dstream/streaming_event.h"

namespace sluice {

// Carries events to the listeners of a context, in order, on one thread, which exists since there was a listener.
// Thread-safe.
class ListenerBus {
 public:
  explicit ListenerBus(Runtime& runtime) : runtime_(runtime) {}
  ~ListenerBus();  // When all that was posted has been delivered; not on the bus's own thread.

  void Add(std::shared_ptr<StreamingListener> listener);
  void Remove(const std::shared_ptr<StreamingListener>& listener);
  // Does not block.
  void Post(StreamingEvent event);
  // Returns when what was posted before has been delivered, or after `timeout`.
  void Flush(absl::Duration timeout);

  // Whether the caller is a listener.
  static bool IsListenerThread();

 private:
  void Deliver(const StreamingEvent& event, absl::Time at);
  void Tell(const StreamingStarted& event, absl::Time at);
  void Tell(const ReceiverEvent& event, absl::Time at);
  void Tell(const BatchEvent& event, absl::Time at);
  void Tell(const OutputEvent& event, absl::Time at);
  void Tell(const InputEvent& event, absl::Time at);
  template <class Call>
  void ForEach(Call call);

  Runtime& runtime_;

  Mutex mu_;
  std::vector<std::shared_ptr<StreamingListener>> listeners_ ABSL_GUARDED_BY(mu_);

  // The thread's own: of batches that run.
  std::map<BatchKey, std::map<int, OutputOperationInfo>> operations_;
  std::map<BatchKey, std::map<int, StreamInputInfo>> inputs_;  // Those without receivers.

  std::unique_ptr<Mailbox> thread_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_API_LISTENER_LISTENER_BUS_H_
