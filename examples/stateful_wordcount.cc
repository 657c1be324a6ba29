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

void CountWords(Application& app, const examples::SourceFlags& flags, const std::string& checkpoint) {
  examples::Folder folder(checkpoint);
  StreamingContext ssc(app, flags.interval());
  ssc.checkpoint(folder.path());
  ssc.rateStream(flags.rate, [](int64_t i) { return MakeLine(i); })
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
  CLI::App cli("Counts made-up words since the beginning.");
  examples::SourceFlags flags(cli);
  std::string checkpoint;
  cli.add_option("--checkpoint", checkpoint, "folder for the counts, which every machine reaches [a temporary one]");
  CLI11_PARSE(cli, argc, argv);
  return sluice::runApplication(argc, argv, [&](sluice::Application& app) { CountWords(app, flags, checkpoint); });
}
