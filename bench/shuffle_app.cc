// How fast pairs are sorted and joined, embedded, everything included: making the rows, the exchange, reading the
// answer. Rows have 100 bytes: a key of 10 digits in random order and a text.
//   shuffle_app sort|join|group [MB] [partitions]
// `join` has MB / 2 on each side and one partner for each row; `group` makes one list of numbers, MB large. Prints one
// `result` line; fails if the answer is wrong.
#include <sluice/streaming.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <ranges>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace {

using namespace sluice;
using Row = std::pair<std::string, std::string_view>;

constexpr int64_t kRowBytes = 100;
constexpr std::string_view kText =
    "All work and no play makes Jack a dull boy, but sorted by key he may at least be found again.";

// A permutation of 0 to 2^32 - 1.
uint32_t Shuffled(uint32_t n) {
  n *= 0x9e3779b1u;
  n ^= n >> 15;
  n *= 0x85ebca77u;
  return n ^ n >> 13;
}

std::string KeyOf(int64_t row) {
  std::string key(10, '0');
  uint32_t number = Shuffled(static_cast<uint32_t>(row));
  for (int i = 9; number != 0; --i, number /= 10) key[i] = static_cast<char>('0' + number % 10);
  return key;
}

struct MakeRows {
  int64_t rows = 0;
  int32_t partitions = 0;
  auto operator()(int64_t partition) const {
    int64_t from = partition * rows / partitions, to = (partition + 1) * rows / partitions;
    return std::views::iota(from, to) |
           std::views::transform([](int64_t row) { return Row(KeyOf(row), kText.substr(0, kRowBytes - 10)); });
  }
};

RDD<Row> Rows(Application& app, int64_t rows, int partitions) {
  std::vector<int64_t> parts(partitions);
  std::iota(parts.begin(), parts.end(), 0);
  return parallelize<int64_t>(app, parts, partitions).flatMap(MakeRows{rows, partitions});
}

uint64_t NumberOf(std::string_view key) {
  uint64_t number = 0;
  for (char digit : key) number = number * 10 + (digit - '0');
  return number;
}

// What is known of a run of rows.
struct Run {
  uint64_t first = 0, last = 0, sum = 0;
  int64_t rows = 0;
  bool sorted = true;
};
Run Joined(Run a, Run b) {
  return {a.first, b.last, a.sum + b.sum, a.rows + b.rows, a.sorted && b.sorted && a.last <= b.first};
}
Run RunOf(std::string_view key) { return {NumberOf(key), NumberOf(key), NumberOf(key), 1, true}; }

Run Sort(const RDD<Row>& rows, int partitions) {
  return rows.sortByKey(true, partitions).map([](const Row& row) { return RunOf(row.first); }).reduce([](Run a, Run b) {
    return Joined(a, b);
  });
}

Run Join(const RDD<Row>& left, const RDD<Row>& right, int partitions) {
  Run run = left.join(right, partitions)
                .map([](const std::pair<std::string, std::pair<std::string_view, std::string_view>>& row) {
                  Run one = RunOf(row.first);
                  one.sorted = row.second.first == row.second.second;
                  return one;
                })
                .reduce([](Run a, Run b) { return Run{0, 0, a.sum + b.sum, a.rows + b.rows, a.sorted && b.sorted}; });
  return run;
}

// All numbers below `rows`, of one key.
Run Group(Application& app, int64_t rows, int partitions) {
  std::vector<int64_t> parts(partitions);
  std::iota(parts.begin(), parts.end(), 0);
  auto numbers_of = [](int64_t part, int64_t rows, int64_t partitions) {
    return std::views::iota(part * rows / partitions, (part + 1) * rows / partitions) |
           std::views::transform([](int64_t number) { return std::pair(int64_t{0}, number); });
  };
  return parallelize<int64_t>(app, parts, partitions)
      .flatMap(numbers_of, rows, int64_t{partitions})
      .groupByKey(1)
      .map([](const std::pair<int64_t, std::vector<int64_t>>& group) {
        Run run{.rows = static_cast<int64_t>(group.second.size())};
        for (int64_t number : group.second) run.sum += static_cast<uint64_t>(number);
        run.sorted = std::is_sorted(group.second.begin(), group.second.end());
        return run;
      })
      .reduce([](Run a, Run b) { return Joined(a, b); });
}

void MeasureGroup(Application& app, int64_t megabytes, int partitions) {
  const int64_t rows = (megabytes << 20) / static_cast<int64_t>(sizeof(int64_t));
  auto start = std::chrono::steady_clock::now();
  Run run = Group(app, rows, partitions);
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (run.rows != rows || run.sum != static_cast<uint64_t>(rows) * static_cast<uint64_t>(rows - 1) / 2 || !run.sorted) {
    std::fprintf(stderr, "the answer is wrong: rows=%ld of %ld sorted=%d\n", run.rows, rows, run.sorted);
    std::exit(1);
  }
  std::printf("result kind=group mb=%ld partitions=%d seconds=%.2f mb_per_s=%.0f\n", megabytes, partitions, seconds,
              static_cast<double>(megabytes) / seconds);
}

void Measure(Application& app, const std::string& kind, int64_t megabytes, int partitions) {
  const int64_t rows = (megabytes << 20) / kRowBytes / (kind == "join" ? 2 : 1);
  uint64_t sum = 0;
  for (int64_t row = 0; row < rows; ++row) sum += Shuffled(static_cast<uint32_t>(row));
  auto start = std::chrono::steady_clock::now();
  RDD<Row> input = Rows(app, rows, partitions);
  Run run = kind == "join" ? Join(input, Rows(app, rows, partitions + 1), partitions) : Sort(input, partitions);
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (run.rows != rows || run.sum != sum || !run.sorted) {
    std::fprintf(stderr, "the answer is wrong: rows=%ld of %ld sorted=%d\n", run.rows, rows, run.sorted);
    std::exit(1);
  }
  std::printf("result kind=%s mb=%ld partitions=%d seconds=%.2f mb_per_s=%.0f\n", kind.c_str(), megabytes, partitions,
              seconds, static_cast<double>(megabytes) / seconds);
}

}  // namespace

int main(int argc, char** argv) {
  std::string kind = argc > 1 ? argv[1] : "sort";
  int64_t megabytes = argc > 2 ? std::atoll(argv[2]) : 1000;
  int partitions = argc > 3 ? std::atoi(argv[3]) : 16;
  if (kind != "sort" && kind != "join" && kind != "group") {
    std::fprintf(stderr, "usage: shuffle_app [sort|join|group [MEGABYTES [PARTITIONS]]]\n");
    return 2;
  }
  return runApplication(argc, argv, [&](Application& app) {
    if (kind == "group") return MeasureGroup(app, megabytes, partitions);
    Measure(app, kind, megabytes, partitions);
  });
}
