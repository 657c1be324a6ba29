// Counts the lines of each key, in a window of five minutes and since the beginning: a line is "KEY ...", or "wait
// PATH": then its task ends when there is a file PATH. Says after each batch how many keys and lines there are. Each
// time that a line is mapped it is noted in a file: what is computed again is there again. Ends when it is stopped.
#include <sluice/streaming.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace sluice;

std::string notes;  // It is the same path in every process of the application.

std::pair<std::string, int64_t> Noted(std::string_view line) {
  if (line.substr(0, 5) == "wait ") {
    const std::string path(line.substr(5));
    for (int i = 0; i < 3000 && !std::filesystem::exists(path); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));  // A poll.
    }
  }
  std::ofstream(notes, std::ios::app) << std::string(line) + "\n" << std::flush;
  return {std::string(line.substr(0, line.find(' '))), 1};
}

void Say(const char* what, const std::vector<std::pair<std::string, int64_t>>& counts) {
  int64_t lines = 0;
  for (const auto& [key, count] : counts) lines += count;
  std::printf("%s keys %zu lines %lld\n", what, counts.size(), static_cast<long long>(lines));
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  notes = argv[3];
  return runApplication(argc, argv, [argv](Application& app) {
    StreamingContext ssc(app, Seconds(1));
    ssc.checkpoint(argv[2]);
    const auto counts =
        ssc.socketTextStream("127.0.0.1", std::atoi(argv[1])).map([](std::string_view line) { return Noted(line); });
    counts.reduceByKeyAndWindow([](int64_t a, int64_t b) { return a + b; }, Minutes(5)).foreachRDD([](const auto& rdd) {
      Say("window", rdd.collect());
    });
    counts
        .updateStateByKey([](const std::vector<int64_t>& news, std::optional<int64_t> total) {
          for (int64_t count : news) total = total.value_or(0) + count;
          return total;
        })
        .foreachRDD([](const auto& rdd) { Say("total", rdd.collect()); });
    ssc.start();
    ssc.awaitTermination();
  });
}
