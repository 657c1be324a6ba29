// Word count and grep of text files, embedded or submitted:
//   text_app words|grep PATH RUNS                the RDD of a file or a folder, several times
//   text_app stream FOLDER SECONDS               the words of each file that is moved into FOLDER, one batch a second
// Prints a line `run seconds ... words ... distinct ... checksum ...` or `run seconds ... matches ...` for each.
#include <sluice/streaming.h>

#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>

#include "bench/peer_text.h"

namespace {

using namespace sluice;
using Steady = std::chrono::steady_clock;

struct Counted {
  int64_t words = 0;
  int64_t distinct = 0;
  uint64_t checksum = 0;
};

template <class Lines>
auto CountWords(const Lines& lines) {
  return lines.flatMap([](std::string_view line) { return split(line, ' '); })
      .map([](std::string_view word) { return std::pair(word, int64_t{1}); })
      .reduceByKey(std::plus<>{})
      .map([](const std::pair<std::string_view, int64_t>& counted) {
        const uint64_t times = static_cast<uint64_t>(counted.second);
        return Counted{counted.second, 1, times * std::hash<std::string_view>()(counted.first)};
      });
}

Counted Total(const RDD<Counted>& words) {
  return words.fold(Counted{}, [](Counted a, Counted b) {
    return Counted{a.words + b.words, a.distinct + b.distinct, a.checksum + b.checksum};
  });
}

void PrintRun(Steady::time_point start, const Counted& total) {
  std::printf("run seconds %.3f words %" PRId64 " distinct %" PRId64 " checksum %" PRIx64 "\n",
              std::chrono::duration<double>(Steady::now() - start).count(), total.words, total.distinct,
              total.checksum);
  std::fflush(stdout);
}

void Grep(Application& app, const std::string& path) {
  auto start = Steady::now();
  int64_t matches = textFile(app, path)
                        .filter([](std::string_view line) { return line.find(kGreppedFor) != std::string_view::npos; })
                        .count();
  std::printf("run seconds %.3f matches %" PRId64 "\n", std::chrono::duration<double>(Steady::now() - start).count(),
              matches);
  std::fflush(stdout);
}

void Stream(Application& app, const std::string& folder, int seconds) {
  StreamingContext ssc(app, Seconds(1));
  CountWords(ssc.textFileStream(folder)).foreachRDD([](const RDD<Counted>& words) {
    auto start = Steady::now();
    Counted total = Total(words);
    if (total.words > 0) PrintRun(start, total);
  });
  ssc.start();
  std::printf("started\n");
  std::fflush(stdout);
  ssc.awaitTerminationOrTimeout(int64_t{1000} * seconds);
  ssc.stop(true, true);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: text_app words|grep PATH RUNS, text_app stream FOLDER SECONDS\n");
    return 2;
  }
  const std::string kind = argv[1], path = argv[2];
  const int number = std::atoi(argv[3]);
  return runApplication(argc, argv, [&](Application& app) {
    if (kind == "stream") return Stream(app, path, number);
    for (int run = 0; run < number; ++run) {
      auto start = Steady::now();
      if (kind == "grep") {
        Grep(app, path);
      } else {
        PrintRun(start, Total(CountWords(textFile(app, path))));
      }
    }
  });
}
