// Streams with state and windows over pairs made in the tasks, embedded or submitted; every batch is checked.
//   state_app update|map|inverse|window|counts --keys N --records N ...
//   update   updateStateByKey        map      mapWithState (with --filled, all keys have a state before the first
//   batch) inverse  reduceByKeyAndWindow with an inverse     window  without     counts  reduceByKey of each batch
// With the conf spark.streaming.clock=manual batches run one after the other without waiting for their time.
// Prints `batch NUMBER ms PROCESSING late_ms LATE` for each (late: after the end of its second) and a `result` line.
#include <sluice/streaming.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "bench/made_pairs.h"
#include "common/process/parse_flags.h"
#include "common/settings/streaming.h"

namespace {

using namespace sluice;

struct Options {
  std::string kind;
  std::string checkpoint;
  MadePairs made = {.records = 1'000'000, .keys = 1'000'000, .partitions = 2};
  int reducers = 2;
  int batches = 25;
  int warm_up = 5;  // Batches that do not count.
  int window = 10;
  bool filled = false;
  bool received = false;  // As if a receiver had the pairs: windows save what a later run cannot make again.
};
constexpr int64_t kInterval = 1000;

struct Answer {
  int64_t rows = 0;
  uint64_t sum = 0;
};
struct Batch {
  Answer answer;
  double millis = 0;
  double late_millis = 0;
};

DStream<MadePair> Updated(const DStream<MadePair>& pairs, const Options& options) {
  return pairs.updateStateByKey(
      [](const std::vector<int64_t>& values, std::optional<int64_t> sum) {
        for (int64_t value : values) sum = sum.value_or(0) + value;
        return sum;
      },
      options.reducers);
}

constexpr int64_t kParts = 32;  // Many, so that none needs much memory at a time.
// Every key with a count of 1.
RDD<MadePair> AllKeys(Application& app, int64_t keys) {
  auto keys_of = [](int64_t part, int64_t keys) {
    return std::views::iota(keys * part / kParts, keys * (part + 1) / kParts) |
           std::views::transform([](int64_t key) { return MadePair(key, 1); });
  };
  std::vector<int64_t> parts(kParts);
  std::iota(parts.begin(), parts.end(), 0);
  return parallelize(app, parts, kParts).flatMap(keys_of, keys);
}

DStream<MadePair> Mapped(const DStream<MadePair>& pairs, const Options& options) {
  auto spec = StateSpec::function([](int64_t key, std::optional<int64_t> value, State<int64_t>& sum) {
                sum.update(sum.getOption().value_or(0) + *value);
                return MadePair(key, sum.get());
              }).numPartitions(options.reducers);
  if (!options.filled) return pairs.mapWithState(spec);
  return pairs.mapWithState(std::move(spec).initialState(AllKeys(pairs.context().sparkContext(), options.made.keys)));
}

DStream<MadePair> Counts(const DStream<MadePair>& pairs, const Options& options) {
  const Duration window = Seconds(options.window), slide = Seconds(1);
  const std::string& kind = options.kind;
  if (kind == "update") return Updated(pairs, options);
  if (kind == "map") return Mapped(pairs, options);
  if (kind == "window") return pairs.reduceByKeyAndWindow(std::plus<>{}, window, slide, options.reducers);
  if (kind == "counts") return pairs.reduceByKey(std::plus<>{}, options.reducers);
  return pairs.reduceByKeyAndWindow(std::plus<>{}, std::minus<>{}, window, slide, options.reducers);
}

DStream<MadePair> Pairs(StreamingContext& ssc, const Options& options) {
  return ssc.generatedStream([&app = ssc.sparkContext(), made = options.made](Time time) {
    std::vector<MadePairs::Part> parts;
    for (int i = 0; i < made.partitions; ++i) parts.push_back(made.PartOf(time.milliseconds() / kInterval, i));
    return parallelize(app, parts, made.partitions).flatMap(made);
  });
}

// The same as if receivers had got them: a later run cannot make them again, so what windows look back at is saved.
DStream<MadePair> AsReceived(const DStream<MadePair>& pairs) {
  return {pairs.program(),
          pairs.program()->AddStream({.parents = {pairs.node()},
                                      .slide = pairs.node()->slide(),
                                      .input = {.is_received = true},
                                      .compute = [node = pairs.node()](BatchTime batch) { return node->Get(batch); }})};
}

// Keeps what the batches cost and gave, until there are enough.
class Record : public StreamingListener {
 public:
  void Gave(Time time, const Answer& answer) {
    std::lock_guard lock(mu_);
    batches_[time.milliseconds() / kInterval].answer = answer;
  }
  void onBatchCompleted(const BatchInfo& info) override {
    std::lock_guard lock(mu_);
    const int64_t time = info.batchTime.milliseconds();
    Batch& batch = batches_[time / kInterval];
    batch.millis = static_cast<double>(info.processingDelay().value_or(0));
    batch.late_millis = static_cast<double>(info.processingEndTime.value_or(time) - time);
    std::printf("batch %lld ms %.0f late_ms %.0f rows %lld\n", static_cast<long long>(time), batch.millis,
                batch.late_millis, static_cast<long long>(batch.answer.rows));
    std::fflush(stdout);
    ++completed_;
    changed_.notify_all();
  }
  void WaitFor(int batches) {
    std::unique_lock lock(mu_);
    changed_.wait_for(lock, std::chrono::seconds(600), [&] { return completed_ >= batches; });
  }
  std::map<int64_t, Batch> batches() {
    std::lock_guard lock(mu_);
    return batches_;
  }

 private:
  std::mutex mu_;
  std::condition_variable changed_;
  std::map<int64_t, Batch> batches_;
  int completed_ = 0;
};

void CountInto(Record& record, const RDD<MadePair>& rdd, Time time) {
  auto answers = rdd.map([](const MadePair& pair) { return Answer{1, Checksum(pair.first, pair.second)}; });
  record.Gave(time, answers.fold(Answer{}, [](Answer a, Answer b) { return Answer{a.rows + b.rows, a.sum + b.sum}; }));
}

bool Check(const Options& options, const std::map<int64_t, Batch>& batches) {
  ExpectedSums expected(options.made, options.filled ? 1 : 0);
  const int64_t window = options.kind == "update" ? INT64_MAX / 2 : options.kind == "counts" ? 1 : options.window;
  for (const auto& [number, batch] : batches) {
    uint64_t sum = options.kind == "map" ? expected.OfRunningCounts(number) : expected.OfWindow(number, window);
    if (sum == batch.answer.sum) continue;
    std::fprintf(stderr, "the answer of batch %lld is wrong\n", static_cast<long long>(number));
    return false;
  }
  return true;
}

double PeakMib() {
  std::ifstream status("/proc/self/status");
  std::string word;
  double kib = 0;
  while (status >> word) {
    if (word == "VmHWM:") status >> kib;
  }
  return kib / 1024;
}

void Print(const Options& options, const std::map<int64_t, Batch>& batches) {
  std::vector<double> millis, late;
  int number = 0;
  for (const auto& [time, batch] : batches) {
    if (number++ < options.warm_up) continue;
    millis.push_back(batch.millis);
    late.push_back(batch.late_millis);
  }
  std::sort(millis.begin(), millis.end());
  std::printf("result batches=%zu median_ms=%.0f max_ms=%.0f max_late_ms=%.0f peak_mib=%.0f\n", millis.size(),
              millis[millis.size() / 2], millis.back(), *std::max_element(late.begin(), late.end()), PeakMib());
}

void Run(Application& app, const Options& options) {
  StreamingContext ssc(app, Milliseconds(kInterval));
  ssc.checkpoint(options.checkpoint);
  auto record = std::make_shared<Record>();
  ssc.addStreamingListener(record);
  const DStream<MadePair> made = Pairs(ssc, options);
  Counts(options.received ? AsReceived(made) : made, options).foreachRDD([record](const RDD<MadePair>& rdd, Time time) {
    CountInto(*record, rdd, time);
  });
  ssc.start();
  const bool manual = app.conf().Get(settings::kClock) == "manual";
  for (int i = 0; manual && i < options.batches; ++i) ssc.advance(Milliseconds(kInterval));
  record->WaitFor(options.batches);
  ssc.stop(true, true);
  Print(options, record->batches());
  if (!Check(options, record->batches())) std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  return runApplication(argc, argv, [&](Application& app) {
    Options options;
    CLI::App cli{"Streams with state and windows that the benchmarks time."};
    cli.add_option("kind", options.kind)
        ->required()
        ->check(CLI::IsMember({"update", "map", "inverse", "window", "counts"}));
    cli.add_option("--checkpoint", options.checkpoint)->required();
    cli.add_option("--records", options.made.records);
    cli.add_option("--keys", options.made.keys);
    cli.add_option("--partitions", options.made.partitions);
    cli.add_option("--reducers", options.reducers);
    cli.add_option("--batches", options.batches);
    cli.add_option("--warm-up", options.warm_up);
    cli.add_option("--window", options.window);
    cli.add_flag("--filled", options.filled);
    cli.add_flag("--received", options.received);
    if (std::optional<int> code = ParseFlags(cli, argc, argv)) std::exit(*code);
    Run(app, options);
  });
}
