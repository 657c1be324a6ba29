#ifndef SLUICE_API_LISTENER_LISTENER_BUS_H_
#define SLUICE_API_LISTENER_LISTENER_BUS_H_

#include <deque>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "api/listener/streaming_listener.h"
#include "common/base/mutex.h"
#include "engine/dstream/streaming_event.h"

namespace sluice {

// Carries events to the listeners of a context, in order, on one thread, which exists while there are listeners.
// Thread-safe.
class ListenerBus {
 public:
  ListenerBus() = default;
  ~ListenerBus();  // Not on the bus's own thread.

  void Add(std::shared_ptr<StreamingListener> listener);
  void Remove(const std::shared_ptr<StreamingListener>& listener);
  // Does not block.
  void Post(StreamingEvent event);
  // Returns when what was posted before has been delivered, or after `timeout`.
  void Flush(absl::Duration timeout);

  // Whether the caller is a listener.
  static bool IsListenerThread();

 private:
  struct Posted {
    StreamingEvent event;
    absl::Time at;
  };

  void Run();
  void Tell(const StreamingStarted& event, absl::Time at);
  void Tell(const ReceiverEvent& event, absl::Time at);
  void Tell(const BatchEvent& event, absl::Time at);
  void Tell(const OutputEvent& event, absl::Time at);
  void Tell(const InputEvent& event, absl::Time at);
  template <class Call>
  void ForEach(Call call);

  Mutex mu_;
  CondVar changed_;
  std::vector<std::shared_ptr<StreamingListener>> listeners_ ABSL_GUARDED_BY(mu_);
  std::deque<Posted> queue_ ABSL_GUARDED_BY(mu_);
  bool busy_ ABSL_GUARDED_BY(mu_) = false;
  bool ending_ ABSL_GUARDED_BY(mu_) = false;

  // The thread's own: of batches that run.
  std::map<int64_t, std::map<int, OutputOperationInfo>> operations_;
  std::map<int64_t, std::map<int, StreamInputInfo>> inputs_;  // Those without receivers.

  std::thread thread_;
};

}  // namespace sluice

#endif  // SLUICE_API_LISTENER_LISTENER_BUS_H_
