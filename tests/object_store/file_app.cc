// What programs do with files, on whatever filesystem the URIs name:
//   file_app read PATH PARTITIONS [wait]       prints how many partitions and lines there are, and the sum of their
//                                              numbers; with `wait` reads a line from the input before the files
//   file_app copy FROM TO                      saves the lines again
//   file_app stream FOLDER TO CHECKPOINT       saves the lines of the files that come into FOLDER, a batch every 500 ms
//   file_app totals FOLDER CHECKPOINT          how often each line has come, "batch TIME lines N distinct D" for each
//   batch
#include <sluice/streaming.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace sluice;

int64_t NumberOf(std::string_view line) { return std::atoll(std::string(line).c_str()); }

void Read(Application& app, const std::string& path, int partitions, bool waits) {
  const RDD<std::string_view> lines = textFile(app, path, partitions);
  std::printf("partitions %d\n", lines.getNumPartitions());
  std::fflush(stdout);
  if (std::string line; waits) std::getline(std::cin, line);
  const int64_t count = lines.count();
  const int64_t sum = lines.map([](std::string_view line) { return NumberOf(line); }).fold(0, std::plus<int64_t>{});
  std::printf("lines %lld sum %lld\n", static_cast<long long>(count), static_cast<long long>(sum));
}

void Stream(Application& app, const std::string& from, const std::string& to, const std::string& checkpoint) {
  StreamingContext ssc = StreamingContext::getOrCreate(app, checkpoint, [&](Application& app) {
    StreamingContext ssc(app, Milliseconds(500));
    ssc.checkpoint(checkpoint);
    auto lines = ssc.textFileStream(from);
    lines.saveAsTextFiles(to);
    lines.foreachRDD([](const RDD<std::string_view>& rdd) {
      const int64_t count = rdd.count();
      if (count > 0) std::printf("batch lines %lld\n", static_cast<long long>(count));
      std::fflush(stdout);
    });
    return ssc;
  });
  ssc.start();
  std::printf("started\n");
  std::fflush(stdout);
  ssc.awaitTermination();
}

void Totals(Application& app, const std::string& from, const std::string& checkpoint) {
  StreamingContext ssc = StreamingContext::getOrCreate(app, checkpoint, [&](Application& app) {
    StreamingContext ssc(app, Milliseconds(500));
    ssc.checkpoint(checkpoint);
    ssc.textFileStream(from)
        .map([](std::string_view line) { return std::pair(std::string(line), int64_t{1}); })
        .updateStateByKey([](const std::vector<int64_t>& counts, std::optional<int64_t> total) {
          for (int64_t count : counts) total = total.value_or(0) + count;
          return total;
        })
        .foreachRDD([](const RDD<std::pair<std::string, int64_t>>& totals, Time time) {
          int64_t lines = 0, distinct = 0;
          for (const auto& [line, total] : totals.collect()) {
            lines += total;
            ++distinct;
          }
          std::printf("batch %lld lines %lld distinct %lld\n", static_cast<long long>(time.milliseconds()),
                      static_cast<long long>(lines), static_cast<long long>(distinct));
          std::fflush(stdout);
        });
    return ssc;
  });
  ssc.start();
  std::printf("started\n");
  std::fflush(stdout);
  ssc.awaitTermination();
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  return runApplication(argc, argv, [&](Application& app) {
    if (words.size() >= 3 && words[0] == "read") {
      Read(app, words[1], std::stoi(words[2]), words.size() > 3);
    } else if (words.size() == 3 && words[0] == "copy") {
      textFile(app, words[1]).saveAsTextFile(words[2]);
    } else if (words.size() == 4 && words[0] == "stream") {
      Stream(app, words[1], words[2], words[3]);
    } else if (words.size() == 3 && words[0] == "totals") {
      Totals(app, words[1], words[2]);
    } else {
      throw Error(absl::InvalidArgumentError("see the beginning of file_app.cc"));
    }
  });
}
