#ifndef SLUICE_DRIVER_RUN_STREAM_STREAM_NEWS_H_
#define SLUICE_DRIVER_RUN_STREAM_STREAM_NEWS_H_

#include <memory>
#include <set>
#include <string>
#include <utility>

#include "driver/batch/batch_queue.h"
#include "driver/batch/receiver_status.h"
#include "engine/dstream/streaming_backend.h"

namespace sluice {

// Tells the listeners of a streaming plan what happens to its batches and receivers, in Spark's words: a receiver
// starts before it reaches its source, and one that lost it has stopped until it starts again. Belongs to one mailbox.
class StreamNews {
 public:
  StreamNews(RunId run, std::shared_ptr<const StreamingPlan> plan) : run_(run), plan_(std::move(plan)) {}

  void Batch(BatchEvent::Kind kind, const BatchRecord& batch);
  // What was known of the input's receiver `before` it said what is known `now`. `host`: empty if nobody knows it.
  void Receiver(const InputStreamSpec& input, const ReceiverStatus& before, const ReceiverStatus& now,
                const std::string& host, absl::Time at);

 private:
  void Tell(StreamingEvent event) const;

  const RunId run_;
  const std::shared_ptr<const StreamingPlan> plan_;
  std::set<ReceiverEpoch> running_;  // As far as listeners know.
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_RUN_STREAM_STREAM_NEWS_H_
