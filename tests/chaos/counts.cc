// Counts the words of lines "NUMBER WORD WORD ..." from a socket: of each batch, of the last ones, and of all its
// lives.
//
//   counts positions|plain HOST PORT RESULTS CHECKPOINT [DATABASE]
//
// positions: the lines can be read again (numbered_receiver.h); plain: they cannot. For each batch it writes files
// RESULTS/TIME-WHAT, so that whoever knows the lines can check every number. A batch that runs again has to say the
// same, unless rows of it were lost in between. DATABASE: its table word_counts gets the words of all lives, too.
#include <fcntl.h>
#include <sluice/streaming.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "examples/counts_table.h"
#include "tests/chaos/numbered_receiver.h"

namespace {

using namespace sluice;
using chaos::NumberedReceiver;

constexpr Duration kBatch = Seconds(1);
constexpr Duration kWindow = Seconds(5);

struct Options {
  std::string source;
  std::string host;
  int port;
  std::string results;
  std::string checkpoint;
  std::string database;  // Empty: none.
};

std::optional<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// The file is there with all of the text, or not at all. If it had another one, that is beside it, as TIME-WHAT-former.
void Write(const std::string& path, const std::string& text) {
  std::optional<std::string> former = ReadFile(path);
  if (former == text) return;
  if (former) std::filesystem::rename(path, path + "-former");
  const std::string draft = path + "." + std::to_string(getpid());
  std::ofstream file(draft, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw std::runtime_error("cannot write " + draft);
  std::filesystem::rename(draft, path);
}

std::string PathOf(const std::string& results, Time time, const char* what) {
  return results + "/" + std::to_string(time.milliseconds()) + "-" + what;
}

template <class K>
void WriteCounts(const DStream<std::pair<K, int64_t>>& counts, const std::string& results, const char* what) {
  counts.foreachRDD([=](const RDD<std::pair<K, int64_t>>& rdd, Time time) {
    auto rows = rdd.collect();
    std::sort(rows.begin(), rows.end());
    std::string text;
    for (const auto& [word, count] : rows) text.append(word).append(" ").append(std::to_string(count)).append("\n");
    Write(PathOf(results, time, what), text);
  });
}

// Adds "BATCH PARTITION" to the file of this executor, so that it can be known which tasks ran again.
void NoteTask(int partition, const std::string& results) {
  const std::string task =
      *ThisTask::getLocalProperty("spark.streaming.internal.batchTime") + " " + std::to_string(partition) + "\n";
  const int file =
      open((results + "/tasks-" + std::to_string(getpid())).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (write(file, task.data(), task.size()) < 0) std::perror("note a task");
  close(file);
}

int64_t NumberOf(std::string_view line) { return std::atoll(std::string(line.substr(0, line.find(' '))).c_str()); }

// Numbers of lines, in order, as "FIRST LAST" of each run of them. A line that is there twice is in two.
std::string Ranges(std::vector<int64_t> numbers) {
  std::sort(numbers.begin(), numbers.end());
  std::string text;
  for (size_t first = 0, next = 1; first < numbers.size(); first = next++) {
    while (next < numbers.size() && numbers[next] == numbers[next - 1] + 1) ++next;
    text += std::to_string(numbers[first]) + " " + std::to_string(numbers[next - 1]) + "\n";
  }
  return text;
}

template <class Line>
void WriteLines(const DStream<Line>& lines, const std::string& results) {
  lines
      .mapPartitionsWithIndex(
          [](int partition, const Partition<Line>& rows, const std::string& results) {
            NoteTask(partition, results);
            std::vector<int64_t> numbers;
            for (const auto& line : rows) numbers.push_back(NumberOf(line));
            return numbers;
          },
          results)
      .foreachRDD([=](const RDD<int64_t>& numbers, Time time) {
        Write(PathOf(results, time, "lines"), Ranges(numbers.collect()));
      });
}

// In as many partitions whoever runs it again: a batch's are known by their numbers.
void SaveCounts(const DStream<std::pair<std::string, int64_t>>& words, const std::string& database) {
  saveOnce(
      words.reduceByKey(std::plus<>{}, 2), "word_counts", Database{database},
      [](DatabaseTransaction& transaction, const Partition<std::pair<std::string, int64_t>>& rows,
         const std::string& url) { examples::addCounts(transaction, rows, url); },
      database);
}

template <class Line>
void Count(const DStream<Line>& lines, const Options& options) {
  const std::string& results = options.results;
  WriteLines(lines, results);
  auto words = lines.flatMap([](std::string_view line) { return split(line.substr(line.find(' ') + 1), ' '); })
                   .map([](std::string_view word) { return std::pair(std::string(word), int64_t{1}); });
  if (!options.database.empty()) SaveCounts(words, options.database);
  auto counts = words.reduceByKey(std::plus<>{});
  WriteCounts(counts, results, "words");
  WriteCounts(words.reduceByKeyAndWindow(std::plus<>{}, kWindow), results, "window");
  WriteCounts(
      words.reduceByKeyAndWindow(std::plus<>{}, std::minus<>{}, kWindow, kBatch, {},
                                 [](const std::pair<std::string, int64_t>& count) { return count.second != 0; }),
      results, "inverse");
  WriteCounts(counts.updateStateByKey([](const std::vector<int64_t>& batch, std::optional<int64_t> total) {
    for (int64_t count : batch) total = total.value_or(0) + count;
    return total;
  }),
              results, "totals");
}

StreamingContext Create(Application& app, const Options& options) {
  StreamingContext ssc(app, kBatch);
  ssc.checkpoint(options.checkpoint);
  if (options.source == "positions") {
    Count(ssc.receiverStream<NumberedReceiver>(StorageLevel::MEMORY_AND_DISK_SER_2, options.host, options.port),
          options);
  } else {
    Count(ssc.socketTextStream(options.host, options.port), options);
  }
  return ssc;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6 && argc != 7) {
    return std::fprintf(stderr, "counts positions|plain HOST PORT RESULTS CHECKPOINT [DATABASE]\n"), 2;
  }
  const Options options{argv[1], argv[2], std::atoi(argv[3]), argv[4], argv[5], argc == 7 ? argv[6] : ""};
  return runApplication(argc, argv, [&](Application& app) {
    if (!options.database.empty()) examples::createCountsTable(Database{options.database});
    StreamingContext ssc =
        StreamingContext::getOrCreate(app, options.checkpoint, [&](Application& app) { return Create(app, options); });
    ssc.start();
    ssc.awaitTermination();
  });
}
