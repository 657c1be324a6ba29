#ifndef SLUICE_DRIVER_RUN_STREAM_STREAM_NEWS_H_
#define SLUICE_DRIVER_RUN_STREAM_STREAM_NEWS_H_

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "driver/batch/receiver_status.h"
#include "driver/history/history.h"
#include "engine/dstream/streaming_backend.h"

namespace sluice {

// Says in the history what happens to the batches and receivers of a streaming run, and tells the run's listeners what
// the history then knows. Receivers in Spark's words: one starts before it reaches its source, and one that lost it has
// stopped until it starts again. Belongs to the driver's mailbox.
class StreamNews : public HistoryReader {
 public:
  // `history` outlives it.
  StreamNews(RunId run, std::shared_ptr<const StreamingPlan> plan, History& history);
  ~StreamNews() override { history_.RemoveReader(*this); }
  StreamNews(const StreamNews&) = delete;

  // Points in time are the calendar's.
  void Submitted(BatchRecord batch);
  // `to_save`: it is kept for a later run; listeners do not hear of it.
  void Started(BatchTime batch, absl::Time at, bool to_save);
  void PutBack(BatchTime batch) { history_.Add(BatchPutBack{KeyOf(batch)}); }
  // What is known of the batch at its end.
  BatchRecord Finished(BatchTime batch, const absl::Status& result, absl::Time at);
  void Dropped(BatchTime batch) { history_.Add(BatchDropped{KeyOf(batch)}); }
  // What was known of the input's receiver `before` it said what is known `now`. `host`: empty if nobody knows it.
  void Receiver(const InputStreamSpec& input, const ReceiverStatus& before, const ReceiverStatus& now,
                const std::string& host, absl::Time at);

  std::vector<BatchRecord> Batches() const { return history_.BatchesOf(run_); }

  void OnEvent(const HistoryEvent& event, const History& history) override;

 private:
  BatchKey KeyOf(BatchTime batch) const { return {run_, batch}; }
  void TellBatch(BatchEvent::Kind kind, const BatchKey& batch) const;

  const RunId run_;
  const std::shared_ptr<const StreamingPlan> plan_;
  History& history_;
  std::set<ReceiverEpoch> running_;  // As far as listeners know.
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_RUN_STREAM_STREAM_NEWS_H_
