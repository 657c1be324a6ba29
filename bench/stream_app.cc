// The streaming program that the benchmarks time; runs embedded or submitted. One line of figures a batch, and at the
// end (SIGTERM, or the source has closed) one line `result NAME=VALUE ...` for bench/run.py.
//   words    socket -> flatMap, map, reduceByKey -> count and sum
//   totals   socket -> flatMap, map, mapWithState -> how many words were counted up
//   stamps   socket -> time from a line's sending to the output of its batch
//   empty    a two-stage job over nothing, once a batch
#include <sluice/streaming.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "common/process/parse_flags.h"

namespace {

using namespace sluice;

struct Options {
  std::string kind;
  std::string host = "127.0.0.1";
  int port = 0;
  int interval_ms = 1000;
  int replication = 1;
  std::string checkpoint;  // Empty: none.
};

int64_t EpochNanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

int64_t ParseNumber(std::string_view text) {
  int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

double Millis(int64_t nanos) { return static_cast<double>(nanos) / 1e6; }

// `values` in milliseconds; prints their count, median, 99th percentile and maximum.
void PrintQuantiles(const char* what, std::vector<double> values) {
  if (values.empty()) return;
  std::sort(values.begin(), values.end());
  std::printf("result %s_n=%zu %s_p50_ms=%.2f %s_p99_ms=%.2f %s_max_ms=%.2f\n", what, values.size(), what,
              values[values.size() / 2], what, values[values.size() * 99 / 100], what, values.back());
}

DStream<std::string_view> Lines(StreamingContext& ssc, const Options& options) {
  StorageLevel level =
      options.replication > 1 ? StorageLevel::MEMORY_AND_DISK_SER_2 : StorageLevel::MEMORY_AND_DISK_SER;
  return ssc.socketTextStream(options.host, options.port, level);
}

void PrintBatch(Time time, int64_t keys, int64_t words, int64_t start) {
  std::printf("batch %lld keys %lld words %lld job_ms %.2f age_ms %.2f\n", static_cast<long long>(time.milliseconds()),
              static_cast<long long>(keys), static_cast<long long>(words), Millis(EpochNanos() - start),
              Millis(EpochNanos()) - static_cast<double>(time.milliseconds()));
  std::fflush(stdout);
}

void CountInState(StreamingContext& ssc, const Options& options, int64_t& total) {
  auto counts =
      Lines(ssc, options)
          .flatMap([](std::string_view line) { return split(line, ' '); })
          .map([](std::string_view word) { return std::pair(std::string(word), int64_t{1}); })
          .mapWithState(StateSpec::function([](const std::string&, std::optional<int64_t> one, State<int64_t>& count) {
            count.update(count.getOption().value_or(0) + *one);
            return count.get();
          }));
  counts.foreachRDD([&total](const RDD<int64_t>& rdd, Time time) {
    const int64_t start = EpochNanos();
    const int64_t words = rdd.count();
    total += words;
    PrintBatch(time, words, words, start);
  });
}

void CountWords(StreamingContext& ssc, const Options& options, int64_t& total) {
  auto counts = Lines(ssc, options)
                    .flatMap([](std::string_view line) { return split(line, ' '); })
                    .map([](std::string_view word) { return std::pair(word, int64_t{1}); })
                    .reduceByKey(std::plus<>{});
  counts.foreachRDD([&total](RDD<std::pair<std::string_view, int64_t>> rdd, Time time) {
    int64_t start = EpochNanos();
    int64_t keys = rdd.count();
    int64_t words = 0;
    if (keys > 0) words = rdd.map([](const auto& pair) { return pair.second; }).reduce(std::plus<>{});
    total += words;
    PrintBatch(time, keys, words, start);
  });
}

void MeasureLatency(StreamingContext& ssc, const Options& options, std::vector<double>& latencies) {
  auto stamps = Lines(ssc, options).map([](std::string_view line) { return ParseNumber(line); });
  stamps.foreachRDD([&latencies](RDD<int64_t> rdd) {
    std::vector<int64_t> sent = rdd.collect();
    int64_t now = EpochNanos();
    for (int64_t stamp : sent) latencies.push_back(Millis(now - stamp));
  });
}

void RunNothing(StreamingContext& ssc, const Options& options, std::vector<double>& costs) {
  auto counts = Lines(ssc, options)
                    .map([](std::string_view line) { return std::pair(line, int64_t{1}); })
                    .reduceByKey(std::plus<>{}, 2);
  counts.foreachRDD([&costs](RDD<std::pair<std::string_view, int64_t>> rdd) {
    int64_t start = EpochNanos();
    rdd.count();
    costs.push_back(Millis(EpochNanos() - start));
  });
}

void Run(Application& app, const Options& options) {
  int64_t words = 0;
  std::vector<double> latencies, costs;
  auto create = [&](Application& app) {
    StreamingContext ssc(app, Milliseconds(options.interval_ms));
    if (!options.checkpoint.empty()) ssc.checkpoint(options.checkpoint);
    if (options.kind == "words") CountWords(ssc, options, words);
    if (options.kind == "totals") CountInState(ssc, options, words);
    if (options.kind == "stamps") MeasureLatency(ssc, options, latencies);
    if (options.kind == "empty") RunNothing(ssc, options, costs);
    return ssc;
  };
  StreamingContext ssc =
      options.checkpoint.empty() ? create(app) : StreamingContext::getOrCreate(app, options.checkpoint, create);
  ssc.start();
  ssc.awaitSourcesClosed();
  ssc.stop(true, true);
  if (options.kind == "words" || options.kind == "totals")
    std::printf("result words=%lld\n", static_cast<long long>(words));
  PrintQuantiles("latency", latencies);
  PrintQuantiles("job", costs);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  return runApplication(argc, argv, [&](Application& app) {
    Options options;
    CLI::App cli{"The streaming program that the benchmarks time."};
    cli.add_option("kind", options.kind, "words, totals, stamps or empty")
        ->required()
        ->check(CLI::IsMember({"words", "totals", "stamps", "empty"}));
    cli.add_option("--host", options.host);
    cli.add_option("--port", options.port)->required();
    cli.add_option("--interval-ms", options.interval_ms);
    cli.add_option("--replication", options.replication);
    cli.add_option("--checkpoint", options.checkpoint);
    if (std::optional<int> code = ParseFlags(cli, argc, argv)) std::exit(*code);
    Run(app, options);
  });
}
