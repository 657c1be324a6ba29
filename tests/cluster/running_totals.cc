// Counts the lines of each key since the beginning of all its lives: a line is "KEY ...". Says after each batch how
// many keys and lines there are by now. Goes on from its checkpoint directory; ends when it is stopped.
#include <sluice/streaming.h>

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/cluster/restarted_program.h"

namespace {

using namespace sluice;

std::string KeyOf(std::string_view line) { return std::string(line.substr(0, line.find(' '))); }

void Say(const RDD<std::pair<std::string, int64_t>>& totals, Time time) {
  int64_t lines = 0;
  const auto counts = totals.collect();
  for (const auto& [key, count] : counts) lines += count;
  std::printf("batch %lld keys %zu lines %lld\n", static_cast<long long>(time.milliseconds()), counts.size(),
              static_cast<long long>(lines));
  std::fflush(stdout);
}

StreamingContext Create(Application& app, int port, const std::string& folder) {
  StreamingContext ssc(app, Seconds(1));
  ssc.checkpoint(folder);
  ssc.socketTextStream("127.0.0.1", port)
      .map([](std::string_view line) { return std::pair(KeyOf(line), int64_t{1}); })
      .updateStateByKey([](const std::vector<int64_t>& counts, std::optional<int64_t> total) {
        for (int64_t count : counts) total = total.value_or(0) + count;
        return total;
      })
      .foreachRDD([](const auto& totals, Time time) { Say(totals, time); });
  return ssc;
}

}  // namespace

int main(int argc, char** argv) { return RunRestarted(argc, argv, &Create); }
