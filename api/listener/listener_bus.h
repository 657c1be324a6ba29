#ifndef SLUICE_API_LISTENER_LISTENER_BUS_H_
#define SLUICE_API_LISTENER_LISTENER_BUS_H_

#include <memory>
#include <vector>

#include "api/listener/streaming_listener.h"
#include "common/actor/runtime.h"
#include "common/base/mutex.h"
#include "engine/dstream/streaming_event.h"

namespace sluice::internal {

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
  void Deliver(const StreamingEvent& event);
  void Tell(const StreamingStarted& event);
  void Tell(const ReceiverEvent& event);
  void Tell(const BatchEvent& event);
  void Tell(const OutputEvent& event);
  template <class Call>
  void ForEach(Call call);

  Runtime& runtime_;

  Mutex mu_;
  std::vector<std::shared_ptr<StreamingListener>> listeners_ ABSL_GUARDED_BY(mu_);
  std::unique_ptr<Mailbox> thread_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice::internal

#endif  // SLUICE_API_LISTENER_LISTENER_BUS_H_
