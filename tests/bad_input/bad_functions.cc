// Runs one job whose function misbehaves for one row of a thousand, says how it failed, then one that is right.
#include <sluice/streaming.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <memory>
#include <numeric>
#include <ranges>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace sluice;

volatile int64_t sink = 0;

int64_t CallItself(int64_t depth) {
  volatile char frame[1000] = {static_cast<char>(depth)};
  if (sink == 1) return 0;  // Never; so that the compiler does not know.
  return frame[0] + CallItself(depth + 1) + frame[1];
}

void TakeMemory(bool gives_back) {
  std::vector<std::unique_ptr<std::vector<char>>> taken;
  while (true) {
    taken.push_back(std::make_unique<std::vector<char>>(1 << 20, 'x'));
    if (!gives_back) (void)taken.back().release();
  }
}

int64_t Misbehave(int64_t row, const std::string& how) {
  if (row != 500) return row;
  if (how == "throw") throw std::runtime_error("row 500 is not liked");
  if (how == "throw-int") throw 7;
  if (how == "segfault") std::raise(SIGSEGV);
  if (how == "recurse") return CallItself(0);
  if (how == "divide") return row / sink;
  if (how == "abort") std::abort();
  if (how == "exit") std::exit(0);
  if (how == "loop") {
    std::fprintf(stderr, "loops\n");
    while (true) sink = sink + 1;
  }
  if (how == "take-memory") TakeMemory(true);
  if (how == "leak-memory") TakeMemory(false);
  return row;
}

// All rows have one key, whose list exceeds what tasks of this process may take.
int64_t CountHugeGroup(Application& app) {
  constexpr int64_t kPartRows = 7'500'000;
  return parallelize<int64_t>(app, {0, 1, 2, 3}, 4)
      .flatMap([](int64_t part) {
        return std::views::iota(part * kPartRows, (part + 1) * kPartRows) |
               std::views::transform([](int64_t row) { return std::pair(int64_t{7}, row); });
      })
      .groupByKey(1)
      .count();
}

void RunJobs(Application& app, const std::string& how) {
  std::vector<int64_t> rows(1000);
  std::iota(rows.begin(), rows.end(), 0);
  try {
    if (how == "huge-group") CountHugeGroup(app);
    const int64_t count = parallelize(app, rows, 4)
                              .filter([](int64_t row) { return row >= 0; })
                              .map([](int64_t row, const std::string& how) { return Misbehave(row, how); }, how)
                              .count();
    std::printf("not failed: %ld\n", count);
  } catch (const Error& error) {
    std::printf("failed: %s\n", error.what());
  }
  std::printf("still counts: %ld\n", parallelize(app, rows, 4).count());
}

// What it has printed is in a buffer still.
void NeverReturn() {
  std::printf("is printed\n");
  std::fprintf(stderr, "does not return\n");
  std::promise<void>().get_future().wait();
}

// Never stops, once it has stored a row.
class StubbornReceiver : public Receiver<int64_t> {
 public:
  void onStart() override {
    store(int64_t{7});
    while (true) sink = sink + 1;
  }
  void onStop() override {}
};

void RunStubbornReceiver(Application& app) {
  StreamingContext ssc(app, Milliseconds(100));
  std::atomic<int64_t> rows = 0;
  ssc.receiverStream<StubbornReceiver>().foreachRDD([&](const RDD<int64_t>& rdd) {
    rows += rdd.count();
    if (rows == 1) std::printf("has received a row\n");
  });
  ssc.start();
  for (int i = 0; i < 300 && rows == 0; ++i) ssc.awaitTerminationOrTimeout(100);
  ssc.stop();
  std::printf("is stopped\n");
}

}  // namespace

int main(int argc, char** argv) {
  return sluice::runApplication(argc, argv, [&](Application& app) {
    CLI::App cli("Functions that misbehave.");
    std::string how;
    cli.add_option("how", how)->required();
    cli.parse(argc, argv);
    if (how == "never-return") return NeverReturn();
    if (how == "never-stop") return RunStubbornReceiver(app);
    RunJobs(app, how);
  });
}
