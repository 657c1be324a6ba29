// Counts the words of a live text stream. Runs by itself, or on a cluster with `sluice submit ./wordcount -- ...`.
#include <sluice/streaming.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "examples/flags.h"

namespace {

using namespace sluice;
using Totals = std::map<std::string, int64_t>;

struct Options {
  std::string host = "localhost";
  int port = 9999;
  int interval_ms = 1000;
  int receivers = 1;
  std::string totals_file;
};

// Sorted `word<TAB>count` lines; the file is there with all of them or not at all.
void WriteTotals(const std::string& path, const Totals& totals) {
  std::ofstream file(path + ".tmp", std::ios::binary);
  for (const auto& [word, count] : totals) file << word << '\t' << count << '\n';
  file.close();
  if (!file) throw std::runtime_error("cannot write the totals to " + path + ".tmp");
  std::filesystem::rename(path + ".tmp", path);
}

void CountWords(Application& app, const Options& options) {
  StreamingContext ssc(app, Milliseconds(options.interval_ms));
  std::vector<DStream<std::string_view>> lines;
  for (int i = 0; i < options.receivers; ++i) lines.push_back(ssc.socketTextStream(options.host, options.port));

  auto counts = ssc.union_(lines)
                    .flatMap([](std::string_view line) { return split(line, ' '); })
                    .map([](std::string_view word) { return std::pair(word, int64_t{1}); })
                    .reduceByKey(std::plus<>{});
  counts.print();

  Totals totals;
  if (!options.totals_file.empty()) {
    counts.foreachRDD([&totals](const RDD<std::pair<std::string_view, int64_t>>& rdd) {
      for (const auto& [word, count] : rdd.collect()) totals[word] += count;
    });
  }

  ssc.start();
  ssc.awaitSourcesClosed();  // SIGTERM ends it, too.
  ssc.stop(true, true);
  if (!options.totals_file.empty()) WriteTotals(options.totals_file, totals);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  examples::Flags flags("Counts the words of the lines that a TCP server sends, batch by batch, until it closes.");
  flags.Text("--host", options.host, "of the server");
  flags.Number("--port", options.port, 1, "of the server", 65535);
  flags.Number("--interval-ms", options.interval_ms, 1, "between batches");
  flags.Number("--receivers", options.receivers, 1, "connections to the server", 1000);
  flags.Text("--totals", options.totals_file, "file for the counts of all batches, written at the end");
  if (std::optional<int> over = flags.Parse(argc, argv)) return *over;
  return runApplication(argc, argv, [&](Application& app) { CountWords(app, options); });
}
