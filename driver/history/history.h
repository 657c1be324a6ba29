#ifndef SLUICE_DRIVER_HISTORY_HISTORY_H_
#define SLUICE_DRIVER_HISTORY_HISTORY_H_

#include <utility>
#include <vector>

#include "driver/history/application_facts.h"
#include "driver/history/bounded_records.h"
#include "driver/history/dashboards.h"
#include "driver/history/history_record.h"

namespace sluice {

// How much is kept of what has ended; each kind has room of its own.
struct HistoryOptions {
  KeptMax jobs{.bytes = 8 << 20};
  KeptMax batches{.bytes = 8 << 20, .records = 1000};
  KeptMax runs{.bytes = 1 << 20};
  KeptMax executors{.bytes = 1 << 20};
};

class History;

// Is told what happens in an application.
class HistoryReader {
 public:
  virtual ~HistoryReader() = default;
  // `history` knows of the event, and still knows all it is about. Must not block.
  virtual void OnEvent(const HistoryEvent& event, const History& history) = 0;
};

// What has happened in an application: the one memory of it. What goes on is in it whole, what has ended as far as
// there is room for it. An event about what it does not know, or what has ended, changes nothing. What goes on when a
// life of the driver begins has ended with the former one. Belongs to the driver's mailbox.
class History {
 public:
  explicit History(const HistoryOptions& options = {});

  void Add(const HistoryEvent& event);
  // What the program shows is for who looks at it now: no reader is told, and the event log has none of it.
  void Show(ShownRows shown) { dashboards_.Add(std::move(shown)); }
  // Told all that is added from now on. Outlives the history, or is removed.
  void AddReader(HistoryReader& reader) { readers_.push_back(&reader); }
  void RemoveReader(HistoryReader& reader) { std::erase(readers_, &reader); }

  const ApplicationFacts& application() const { return application_; }
  const BoundedRecords<JobId, KnownJob>& jobs() const { return jobs_; }
  const BoundedRecords<BatchKey, BatchRecord>& batches() const { return batches_; }
  const BoundedRecords<RunId, RunRecord>& runs() const { return runs_; }
  const BoundedRecords<ExecutorId, ExecutorRecord>& executors() const { return executors_; }
  const Dashboards& dashboards() const { return dashboards_; }
  // What the run's batches came to: those that have ended in the order of their ends, then the others by time.
  std::vector<BatchRecord> BatchesOf(RunId run) const;

 private:
  template <class Event>
  void Apply(const Event& e) {
    application_.Apply(e);
  }
  void Apply(const ApplicationStarted& e);
  void Apply(const JobStarted& e);
  void Apply(const StageChanged& e);
  void Apply(const TasksSummarised& e);
  void Apply(const JobEnded& e);
  void Apply(const StreamingStarted& e);
  void Apply(const ReceiverEvent& e);
  void Apply(const BatchSubmitted& e);
  void Apply(const BatchStarted& e);
  void Apply(const BatchPutBack& e);
  void Apply(const InputEvent& e);
  void Apply(const OutputEvent& e);
  void Apply(const BatchFinished& e);
  void Apply(const BatchDropped& e);
  void Apply(const RunEnded& e);
  void Apply(const ExecutorAttached& e);
  void Apply(const ExecutorGone& e);
  void EndFormerLife();

  ApplicationFacts application_;
  BoundedRecords<JobId, KnownJob> jobs_;
  BoundedRecords<BatchKey, BatchRecord> batches_;
  BoundedRecords<RunId, RunRecord> runs_;
  BoundedRecords<ExecutorId, ExecutorRecord> executors_;
  Dashboards dashboards_;
  std::vector<HistoryReader*> readers_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_HISTORY_H_
