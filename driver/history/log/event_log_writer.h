#ifndef SLUICE_DRIVER_HISTORY_LOG_EVENT_LOG_WRITER_H_
#define SLUICE_DRIVER_HISTORY_LOG_EVENT_LOG_WRITER_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/actor/runtime.h"
#include "common/base/mutex.h"
#include "driver/history/history.h"
#include "driver/history/log/rolling_event_log.h"
#include "driver/history/log/waiting_events.h"

namespace sluice {

struct EventLogOptions {
  std::string folder;  // ROOT/APPLICATION is a path or a URI.
  EventLogLimits limits;
  int64_t waiting_bytes_max = 4 << 20;  // So much may wait for a slow disk; what comes then is left out.
  absl::Duration flush_interval = absl::Seconds(1);
};

// Appends what happens in an application to its event log, on a thread of its own: it never makes the driver wait. What
// is left out since the disk is slow is counted in the log and warned of once. A disk that fails ends the log, with a
// warning, and nothing else. OnEvent belongs to the driver's mailbox.
class EventLogWriter : public HistoryReader {
 public:
  // Both outlive it.
  EventLogWriter(Runtime& runtime, EventLogPlace& place, EventLogOptions options);
  ~EventLogWriter() override;  // Flushes.

  void OnEvent(const HistoryEvent& event, const History& history) override;
  // Returns when all that was told so far is in the log, or is not going to be; after 10 s at the latest. Thread-safe.
  void Flush();

 private:
  std::vector<EventChunk> Take();
  void Write();
  void Stop(const absl::Status& error);

  const EventLogOptions options_;
  Runtime& runtime_;

  // Held to move records, never while the disk is waited for.
  Mutex mu_;
  WaitingEvents waiting_ ABSL_GUARDED_BY(mu_);
  bool is_write_due_ ABSL_GUARDED_BY(mu_) = false;
  bool is_write_urgent_ ABSL_GUARDED_BY(mu_) = false;

  std::atomic<bool> has_stopped_{false};
  bool has_warned_ = false;  // Events were left out. The driver's mailbox uses it.

  RollingEventLog log_;  // Our mailbox uses it.
  std::unique_ptr<Mailbox> mailbox_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_LOG_EVENT_LOG_WRITER_H_
