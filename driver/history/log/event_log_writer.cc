#include "driver/history/log/event_log_writer.h"

#include <utility>

#include "common/fs/file_uri.h"
#include "common/observe/logging.h"

namespace sluice {
namespace {

constexpr int64_t kUrgentBytes = 256 << 10;  // Are written without waiting for the next interval.
constexpr absl::Duration kFlushPatience = absl::Seconds(10);
constexpr char kLog[] = "event log";

}  // namespace

EventLogWriter::EventLogWriter(Runtime& runtime, EventLogPlace& place, EventLogOptions options)
    : options_(std::move(options)),
      runtime_(runtime),
      waiting_(options_.waiting_bytes_max),
      log_(place, options_.folder, options_.limits),
      mailbox_(runtime.NewMailbox("event-log")) {}

EventLogWriter::~EventLogWriter() {
  Flush();
  mailbox_.reset();
}

void EventLogWriter::OnEvent(const HistoryEvent& event, const History& history) {
  if (has_stopped_) return;
  bool had_room, is_due, is_urgent;
  {
    MutexLock lock(&mu_);
    had_room = waiting_.Add(event, history);
    is_due = !std::exchange(is_write_due_, true);
    is_urgent = waiting_.bytes() >= kUrgentBytes && !std::exchange(is_write_urgent_, true);
  }
  if (is_due) mailbox_->PostAfter(options_.flush_interval, [this] { Write(); });
  if (is_urgent) mailbox_->Post([this] { Write(); });
  if (had_room || std::exchange(has_warned_, true)) return;
  LogWarning(kLog, "the disk of ", WithoutSecrets(options_.folder),
             " is too slow: events are left out of the log, which says how many");
}

std::vector<EventChunk> EventLogWriter::Take() {
  MutexLock lock(&mu_);
  is_write_due_ = false;
  is_write_urgent_ = false;
  return waiting_.Take();
}

void EventLogWriter::Write() {
  if (has_stopped_) return;
  for (const EventChunk& chunk : Take()) {
    const absl::Status written = log_.Write(chunk);
    if (!written.ok()) return Stop(written);
  }
  if (!log_.is_full()) return;
  MutexLock lock(&mu_);
  waiting_.BeginFile();
}

void EventLogWriter::Stop(const absl::Status& error) {
  has_stopped_ = true;
  LogWarning(kLog, "cannot be written any more, the application goes on without it: ", error.message());
  Take();
}

void EventLogWriter::Flush() {
  std::shared_ptr<Event> done = runtime_.NewEvent();
  mailbox_->Post([this, done] {
    Write();
    done->Set();
  });
  done->Wait(kFlushPatience);
}

}  // namespace sluice
