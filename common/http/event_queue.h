#ifndef SLUICE_COMMON_HTTP_EVENT_QUEUE_H_
#define SLUICE_COMMON_HTTP_EVENT_QUEUE_H_

#include <functional>
#include <string>
#include <utility>

#include "common/base/mutex.h"
#include "common/http/http_handler.h"

namespace sluice {

// An event as it goes over the wire. What would end a line in `event` and `id` is left out.
std::string EventText(const ServerEvent& event);

// What waits to be sent to one reader of events. Thread-safe.
class EventQueue {
 public:
  static constexpr size_t kBytesMax = 256 << 10;

  // `wake` is called, from any thread, when there is something to take, or nothing will come any more.
  explicit EventQueue(std::function<void()> wake) : wake_(std::move(wake)) {}

  // False: it is closed, as one is at which too much waits.
  bool Put(std::string text);
  // What waits stays unless it is given up.
  void Close();
  void GiveUp();

  std::string Take();
  bool is_closed() const;

 private:
  const std::function<void()> wake_;
  mutable Mutex mu_;
  std::string waiting_ ABSL_GUARDED_BY(mu_);
  bool closed_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_HTTP_EVENT_QUEUE_H_
