#include "tests/sim/word_count.h"

#include <functional>
#include <string>
#include <utility>

#include "api/core/split.h"
#include "api/dstream/dstream.h"
#include "engine/rows/files/lines.h"
#include "tests/sim/sim_receiver.h"
#include "tests/sim/task_point.h"

namespace sluice {
namespace {

using Count = std::pair<std::string_view, int64_t>;

const absl::Duration kSourcesLimit = absl::Minutes(2);

DStream<std::string_view> SimTextStream(const std::shared_ptr<ContextCore>& context, int source, int replication) {
  return {context,
          context->AddInput(SimReceiver::Ref(source), RefTo<LinesOp>("simTextStream", {}), /*files=*/{}, replication)};
}

DStream<std::string_view> AllSources(const std::shared_ptr<ContextCore>& context, const WordCountOptions& options) {
  DStream<std::string_view> lines = SimTextStream(context, 0, options.replication);
  for (int i = 1; i < options.sources; ++i) lines = lines.union_(SimTextStream(context, i, options.replication));
  return lines;
}

DStream<Count> CountWords(const DStream<std::string_view>& lines) {
  return lines
      .flatMap([](std::string_view line) {
        TaskPoint::ReachCurrent();
        return split(line, ' ');
      })
      .map([](std::string_view word) { return Count(word, 1); })
      .reduceByKey(std::plus<>{})
      .map([](const Count& count) {
        TaskPoint::ReachCurrent();
        return count;
      });
}

void WaitForTheEnd(StreamingBackend& streaming, const WordCountOptions& options) {
  if (options.end != WordCountOptions::End::kSourcesClosed) {
    if (ValueOrThrow(streaming.AwaitTermination(options.end_after))) {
      throw Error(absl::InternalError("the streams have stopped by themselves"));
    }
  } else if (!ValueOrThrow(streaming.AwaitSourcesClosed(kSourcesLimit))) {
    throw Error(absl::DeadlineExceededError("the sources have closed, but the application has not noticed"));
  }
}

}  // namespace

int64_t RunWordCount(Application& app, const WordCountOptions& options, LineLedger& ledger,
                     const std::function<void()>& stopping) {
  int64_t batches = 0;
  int64_t rows = 0;
  Time last(0);
  auto context = std::make_shared<ContextCore>(app, Duration(absl::ToInt64Milliseconds(options.interval)));
  DStream<Count> counts = CountWords(AllSources(context, options));
  counts.foreachRDD([&](const RDD<Count>& rdd, Time time) {
    if (time <= last) throw Error(absl::InternalError("batch " + time.toString() + " after " + last.toString()));
    last = time;
    const auto collected = rdd.collect();
    rows = static_cast<int64_t>(collected.size());
    for (const auto& [word, count] : collected) ledger.Counted(word, count);
    ++batches;
  });
  if (options.second_output) {
    counts.foreachRDD([&](const RDD<Count>& rdd) { ledger.CountedAgain(rdd.count(), rows); });
  }
  context->Start();
  WaitForTheEnd(app.streaming(), options);
  ledger.Stopping();
  stopping();
  context->Stop({.graceful = options.end != WordCountOptions::End::kAbrupt, .end_application = true});
  return batches;
}

}  // namespace sluice
