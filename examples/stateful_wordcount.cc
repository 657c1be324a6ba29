// Counts words since the beginning: each batch is added to the counts of all batches before.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "examples/example.h"

namespace {

using namespace sluice;

std::string MakeLine(int64_t i) {
  static constexpr const char* kWords[] = {"river", "stream", "water", "gate", "mill"};
  return std::string("the ") + kWords[i % 5];
}

void CountWords(Application& app, const examples::SourceFlags& source, const std::string& checkpoint) {
  const std::string folder = checkpoint.empty() ? app.scratchFolder() : checkpoint;
  StreamingContext ssc(app, source.interval());
  ssc.checkpoint(folder);
  ssc.rateStream(source.rate, [](int64_t i) { return MakeLine(i); })
      .flatMap([](const std::string& line) { return split(line, ' '); })
      .map([](std::string_view word) { return std::pair(word, int64_t{1}); })
      .reduceByKey(std::plus<>{})
      .updateStateByKey([](const std::vector<int64_t>& counts, std::optional<int64_t> total) {
        for (int64_t count : counts) total = total.value_or(0) + count;
        return total;
      })
      .print();
  examples::RunUntilTheSourceEnds(ssc);
}

}  // namespace

int main(int argc, char** argv) {
  examples::Flags flags("Counts made-up words since the beginning.");
  examples::SourceFlags source(flags);
  std::string checkpoint;
  flags.Text("--checkpoint", checkpoint, "folder for the counts, which every machine reaches [a temporary one]");
  if (std::optional<int> over = flags.Parse(argc, argv)) return *over;
  return sluice::runApplication(argc, argv, [&](sluice::Application& app) { CountWords(app, source, checkpoint); });
}
